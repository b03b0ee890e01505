using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Rowgate.Core.Catalog;
using Rowgate.Core.Errors;
using Rowgate.Core.Query.Plans;
using Rowgate.Databases;
using Rowgate.PostgreSql.Faults;
using Rowgate.PostgreSql.Sessions;
using Rowgate.PostgreSql.Sql;

namespace Rowgate.PostgreSql.Importing;

/// <summary>Runs imports: one COPY in one transaction, whose rows pass through as they come; INSERTs where COPY is refused.</summary>
/// <remarks>Source: https://www.postgresql.org/docs/current/sql-copy.html</remarks>
internal sealed partial class Imports(PostgresSessions sessions, RequestTransactions transactions)
{
    /// <summary>Runs an import as one transaction.</summary>
    public async ValueTask<Outcome<WriteResult>> RunAsync(
        ImportPlan plan, Stream rows, RequestSession session, CancellationToken cancellationToken)
    {
        var rented = await sessions.RentAsync(cancellationToken);
        if (!rented.Accepted)
            return rented.Refusal;
        await using var connection = rented.Value;
        using var body = new ImportBody(rows);
        try
        {
            return await RunAsync(plan, body, session, connection.Connection, cancellationToken);
        }
        catch (RefusedException cause)
        {
            return cause.Refusal;
        }
        catch (Exception cause) when (!body.HasFailed && PostgresFaults.IsKnown(cause))
        {
            HalfPrepared.Forget(cause);
            cancellationToken.ThrowIfCancellationRequested();
            return WithLine(PostgresFaults.Refuse(cause, session.IsAnonymous), cause, plan.Format);
        }
    }

    private async ValueTask<Outcome<WriteResult>> RunAsync(
        ImportPlan plan, ImportBody body, RequestSession session, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        bool isSecured;
        await using (var begin = connection.CreateBatch())
        {
            var leading = sessions.Lead(begin, session, SessionTerms.Write with { BeginsTransaction = true });
            if (plan.Actor is { } actor)
            {
                await transactions.Actor.AddAsync(begin, actor, connection, cancellationToken);
                leading = leading with { Count = leading.Count + 1 };
            }

            begin.BatchCommands.Add(new("SELECT row_security_active($1)") { Parameters = { new() { Value = SqlName.Quote(plan.Target.Name) } } });
            await using var reader = await begin.ExecuteReaderAsync(cancellationToken);
            await leading.PassAsync(reader, cancellationToken);
            await reader.ReadAsync(cancellationToken);
            isSecured = reader.GetBoolean(0);
        }

        var rows = plan.Format == ImportFormat.Csv ? (ImportRows)new CsvRows(plan, body) : new NdJsonRows(plan, body);
        var names = await rows.BeginAsync(cancellationToken);
        if (names.Count > 0)
        {
            var columns = plan.Columns ?? [.. names.Select(name => plan.Target.Find(name)!)];
            await using var output = isSecured || !IsCopied(plan, names, columns)
                ? (IRowOutput)new InsertOutput(connection, plan, names, columns)
                : await BeginCopyAsync(connection, plan, names, cancellationToken);
            try
            {
                await rows.CopyAsync(output, cancellationToken);
                await output.EndAsync(cancellationToken);
            }
            catch (Exception cause) when (cause is not PostgresException)
            {
                await output.CancelAsync();
                throw;
            }
        }

        var end = await transactions.CommitAsync(connection, cancellationToken);
        if (!end.Accepted)
            return end.Refusal;
        return new WriteResult
        {
            Affected = rows.Count,
            Inserted = rows.Count,
            Response = end.Value.Wishes,
            Position = rows.Count == 0 ? null : end.Value.Position,
        };
    }

    // COPY writes into tables only, calls no functions for what is to be read otherwise, makes no rows of JSON, and leaves no
    // value out.
    private static bool IsCopied(ImportPlan plan, IReadOnlyList<string> names, ImmutableArray<Column> columns) =>
        plan.Target.Kind != RelationKind.View
        && columns.All(column => column.Representation?.FromJson is null && !(plan.Format == ImportFormat.NdJson && column.Type.HoldsRows))
        && names.Order(StringComparer.Ordinal).SequenceEqual(columns.Select(column => column.Name).Order(StringComparer.Ordinal), StringComparer.Ordinal);

    private static async ValueTask<IRowOutput> BeginCopyAsync(
        NpgsqlConnection connection, ImportPlan plan, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var copy = $"COPY {SqlName.Quote(plan.Target.Name)} ({string.Join(", ", names.Select(SqlName.Quote))}) FROM STDIN (FORMAT csv, NULL 'NULL')";

        // Its own writer would make text of the bytes first.
        var writer = (NpgsqlCopyTextWriter)await connection.BeginTextImportAsync(copy, cancellationToken);
        return new CopyOutput((NpgsqlRawCopyStream)writer.BaseStream);
    }

    // The server counts the lines that it was sent, which are those behind the header.
    private static Refusal WithLine(Refusal refusal, Exception cause, ImportFormat format)
    {
        if (cause is not PostgresException { Where: { } where } || Line().Match(where) is not { Success: true } found)
            return refusal;
        var line = long.Parse(found.Groups["line"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) + (format == ImportFormat.Csv ? 1 : 0);
        return refusal with { Details = $"{(refusal.Details is null ? "" : refusal.Details + " ")}In line {line}." };
    }

    [GeneratedRegex(@"^COPY .*, line (?<line>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
