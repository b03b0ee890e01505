namespace Rowgate.Live.Tests;

internal sealed record Order(long Id, long Customer, string Status, long Total)
{
    public override string ToString() =>
        $$"""{"id":{{Id}},"customer_id":{{Customer}},"status":"{{Status}}","total":{{Total}}}""";
}
