using System.Globalization;
using Rowgate.SqliteEngine;

namespace Rowgate.Server.Sample;

/// <summary>Fills the tables of the sample shop, each in one go.</summary>
/// <remarks>One seed and one order of calls: the rows are the same on every machine.</remarks>
internal sealed class SampleRows(SqliteConnection connection, Action<SampleProgress> report, CancellationToken cancellationToken)
{
    private const int Employees = 40;
    private const int Products = 1_200;
    private const int Customers = 6_000;
    private const int Orders = 26_000;
    private const int Comments = 5_000;

    // An order has one to five lines; this is what the seed makes of it, for the progress only.
    private const int OrderItems = 60_300;
    private const int RowsTotal = Employees + Products * 3 + Customers + Orders + OrderItems + Comments;

    private const string Accented = "áãéëíıóü";
    private const string Plain = "aaeeiiou";

    private static readonly DateTime FirstDay = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly Random _random = new(20260801);
    private readonly decimal[] _prices = new decimal[Products + 1];
    private int _rows;

    /// <summary>Fills every table.</summary>
    public void Write()
    {
        Fill("employees", "id, name, title, email, hired, manager_id", Employees, Employee);
        var categories = WriteCategories();
        Fill("products", "id, sku, name, price, cost, stock, is_active, attributes, created_at", Products, Product);
        WriteProductCategories(categories);
        Fill("customers", "id, name, email, city, country, is_member, preferences, created_at", Customers, Customer);
        WriteOrders();
        Fill("comments", "id, product_id, customer_id, stars, body, created_at", Comments, Comment);
    }

    private object?[] Employee(int id)
    {
        var name = Name();
        var title = id == 1 ? "Director" : id <= 6 ? "Team lead" : Pick(SampleWords.Titles);
        object? lead = id == 1 ? null : id <= 6 ? 1 : _random.Next(2, 7);
        return [id, name, title, Address(name, id, "shop.example"), Day(_random.Next(-2000, 0)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), lead];
    }

    private int WriteCategories()
    {
        var all = new List<object?[]>();
        foreach (var (name, children) in SampleWords.Categories)
        {
            var parent = all.Count + 1;
            all.Add([parent, name, Slug(name), null]);
            foreach (var child in children)
                all.Add([all.Count + 1, child, Slug(child), parent]);
        }

        Fill("categories", "id, name, slug, parent_id", all.Count, id => all[id - 1]);
        return all.Count;
    }

    private object?[] Product(int id)
    {
        var (material, thing, color) = (Pick(SampleWords.Materials), Pick(SampleWords.Things), Pick(SampleWords.Colors));
        var price = Money(_random.Next(300, 24_000));
        _prices[id] = price;
        var attributes = $$"""{"material":"{{material.ToLowerInvariant()}}","color":"{{color}}","weight_g":{{_random.Next(20, 5000)}}}""";
        return
        [
            id, string.Create(CultureInfo.InvariantCulture, $"{material[..2].ToUpperInvariant()}-{id:D5}"), $"{material} {thing}, {color}",
            price, Money((int)(price * _random.Next(40, 75))), _random.Next(0, 400), id % 25 == 0 ? 0 : 1, attributes, Time(0, 200),
        ];
    }

    private void WriteProductCategories(int categories)
    {
        var pairs = new List<object?[]>();
        for (var product = 1; product <= Products; product++)
        {
            var first = _random.Next(1, categories + 1);
            pairs.Add([product, first]);
            if (_random.Next(3) > 0)
                pairs.Add([product, (first + _random.Next(1, categories) - 1) % categories + 1]);
        }

        Fill("product_categories", "product_id, category_id", pairs.Count, row => pairs[row - 1]);
    }

    private object?[] Customer(int id)
    {
        var name = Name();
        var (city, country) = SampleWords.Cities[_random.Next(SampleWords.Cities.Length)];
        var preferences = $$"""{"newsletter":{{(_random.Next(3) == 0 ? "true" : "false")}},"language":"{{country.ToLowerInvariant()}}"}""";
        return [id, name, Address(name, id, "mail.example"), city, country, _random.Next(4) == 0 ? 1 : 0, preferences, Time(0, 700)];
    }

    private void WriteOrders()
    {
        var items = new List<object?[]>(OrderItems);
        Fill("orders", "id, customer_id, employee_id, status, total, note, created_at, shipped_at", Orders, id => Order(id, items));
        Fill("order_items", "order_id, line, product_id, quantity, unit_price", items.Count, row => items[row - 1]);
    }

    private object?[] Order(int id, List<object?[]> items)
    {
        var total = 0m;
        var lines = 1 + Math.Min(_random.Next(5), _random.Next(6));
        for (var line = 1; line <= lines; line++)
        {
            var (product, quantity) = (_random.Next(1, Products + 1), 1 + _random.Next(3) * _random.Next(2));
            total += _prices[product] * quantity;
            items.Add([id, line, product, quantity, _prices[product]]);
        }

        // Orders come in evenly over two and a half years; only the last few weeks' are still open.
        var day = (id - 1) * 912 / Orders;
        var status = day > 895
            ? Pick(["open", "open", "paid", "shipped"])
            : _random.Next(25) == 0 ? "cancelled" : day > 880 ? "shipped" : "delivered";
        var shipped = status is "shipped" or "delivered" ? Time(day + 1, 3) : null;
        return
        [
            id, _random.Next(1, Customers + 1), _random.Next(5) == 0 ? null : _random.Next(7, Employees + 1), status, total,
            _random.Next(12) == 0 ? Pick(SampleWords.Notes) : null, Time(day, 1), shipped,
        ];
    }

    private object?[] Comment(int id)
    {
        var stars = Math.Max(_random.Next(1, 6), _random.Next(1, 6));
        var body = _random.Next(4) == 0 ? null : Pick(stars > 3 ? SampleWords.Praise : SampleWords.Complaints);
        return [id, _random.Next(1, Products + 1), _random.Next(1, Customers + 1), stars, body, Time(30, 880)];
    }

    private void Fill(string table, string columns, int count, Func<int, object?[]> row)
    {
        var places = string.Join(", ", columns.Split(',').Select(_ => "?"));
        using var insert = connection.Prepare($"INSERT INTO {table} ({columns}) VALUES ({places})");
        for (var id = 1; id <= count; id++)
        {
            if (_rows++ % 4096 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                report(new(table, _rows, RowsTotal));
            }

            var values = row(id);
            for (var index = 0; index < values.Length; index++)
                Bind(insert, index + 1, values[index]);
            insert.Step();
            insert.Reset();
        }

        report(new(table, _rows, Math.Max(_rows, RowsTotal)));
    }

    private static void Bind(SqliteStatement insert, int place, object? value)
    {
        if (value is int number)
            insert.Bind(place, number);
        else if (value is decimal money)
            insert.Bind(place, (double)money);
        else
            insert.Bind(place, (string?)value);
    }

    private string Name() => $"{Pick(SampleWords.FirstNames)} {Pick(SampleWords.LastNames)}";

    private T Pick<T>(T[] words) => words[_random.Next(words.Length)];

    private static decimal Money(int cents) => cents / 100m;

    private static DateTime Day(int day) => FirstDay.AddDays(day);

    // A time on one of so many days from this day on.
    private string Time(int day, int days) =>
        Day(day + _random.Next(days)).AddSeconds(_random.Next(86_400)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Slug(string name) => name.ToLowerInvariant();

    // Accents are taken off by hand: without ICU data .NET cannot do it.
    private static string Address(string name, int id, string domain)
    {
        var letters = name.ToLowerInvariant().Select(letter => Accented.IndexOf(letter, StringComparison.Ordinal) is var at and >= 0 ? Plain[at] : letter);
        var local = string.Concat(letters.Where(letter => char.IsAsciiLetterLower(letter) || letter == ' ')).Replace(' ', '.');
        return $"{local}.{id.ToString(CultureInfo.InvariantCulture)}@{domain}";
    }
}
