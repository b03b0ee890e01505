namespace Rowgate.Core.Errors;

/// <summary>A permanent public code and the HTTP status that goes with it.</summary>
/// <remarks>
/// On the REST surface the codes are PostgREST's (<c>PGRSTxxx</c>) or an SQLSTATE; what PostgREST has no word for is
/// <c>RGnnnn</c>, grouped by stage: 1 parse, 2 identity and rights, 3 limits, 4 database, 5 journal and outlets.
/// A code is never reused. <c>docs/reference/errors.md</c> lists each.
/// Sources: https://docs.postgrest.org/en/stable/references/errors.html and
/// https://www.postgresql.org/docs/current/errcodes-appendix.html
/// </remarks>
/// <param name="Text">The code as shown to the caller.</param>
/// <param name="HttpStatus">The HTTP status, 300 to 599.</param>
public readonly record struct RefusalCode(string Text, int HttpStatus)
{
    /// <summary>The database cannot be reached.</summary>
    public static readonly RefusalCode NoConnection = new("PGRST000", 503);

    /// <summary>The connection to the database broke.</summary>
    public static readonly RefusalCode ConnectionLost = new("PGRST001", 503);

    /// <summary>The schema was never read yet.</summary>
    public static readonly RefusalCode SchemaNotLoaded = new("PGRST002", 503);

    /// <summary>All connections stayed in use for too long.</summary>
    public static readonly RefusalCode PoolTimeout = new("PGRST003", 504);

    /// <summary>The query text does not follow the grammar.</summary>
    public static readonly RefusalCode QueryNotUnderstood = new("PGRST100", 400);

    /// <summary>The HTTP method cannot be used to call a function.</summary>
    public static readonly RefusalCode MethodNotServedOnFunction = new("PGRST101", 405);

    /// <summary>The body is not valid JSON, CSV or form data, or its media type is not known.</summary>
    public static readonly RefusalCode BodyNotUnderstood = new("PGRST102", 400);

    /// <summary>The wanted range starts behind the last row, or ends before it starts.</summary>
    public static readonly RefusalCode RangeNotSatisfiable = new("PGRST103", 416);

    /// <summary>A PUT whose filters are not exactly the primary key.</summary>
    public static readonly RefusalCode PutFiltersNotKey = new("PGRST105", 405);

    /// <summary>The schema asked for is not served.</summary>
    public static readonly RefusalCode SchemaNotServed = new("PGRST106", 406);

    /// <summary>None of the media types in Accept can be produced.</summary>
    public static readonly RefusalCode MediaTypeNotAcceptable = new("PGRST107", 406);

    /// <summary>A filter or an order names an embed that the select list does not have.</summary>
    public static readonly RefusalCode EmbedNotInSelect = new("PGRST108", 400);

    /// <summary>SQL set <c>response.headers</c> to something else than a JSON array of objects with one text each.</summary>
    public static readonly RefusalCode WishedHeadersNotUnderstood = new("PGRST111", 500);

    /// <summary>SQL set <c>response.status</c> to something else than a status.</summary>
    public static readonly RefusalCode WishedStatusNotUnderstood = new("PGRST112", 500);

    /// <summary>A PUT with limit or offset.</summary>
    public static readonly RefusalCode PutWithLimit = new("PGRST114", 400);

    /// <summary>A PUT whose body has another key than its URL.</summary>
    public static readonly RefusalCode PutKeyMismatch = new("PGRST115", 400);

    /// <summary>One object was asked for, and the result has another number of rows.</summary>
    public static readonly RefusalCode NotSingular = new("PGRST116", 406);

    /// <summary>The HTTP method is not served.</summary>
    public static readonly RefusalCode MethodNotServed = new("PGRST117", 405);

    /// <summary>Ordering by a relation that has many rows for each parent.</summary>
    public static readonly RefusalCode OrderByToMany = new("PGRST118", 400);

    /// <summary>SQL raised the SQLSTATE PGRST with a message or detail that is not the JSON it has to be.</summary>
    public static readonly RefusalCode RaisedNotUnderstood = new("PGRST121", 500);

    /// <summary>With <c>handling=strict</c>: a preference that is not known.</summary>
    public static readonly RefusalCode PreferenceNotUnderstood = new("PGRST122", 400);

    /// <summary>Aggregates are switched off.</summary>
    public static readonly RefusalCode AggregatesDisabled = new("PGRST123", 400);

    /// <summary>More rows would change than <c>max-affected</c> allows.</summary>
    public static readonly RefusalCode TooManyAffected = new("PGRST124", 400);

    /// <summary>The path is not one of a relation, a function or the root.</summary>
    public static readonly RefusalCode PathNotFound = new("PGRST125", 404);

    /// <summary>The OpenAPI document is switched off.</summary>
    public static readonly RefusalCode OpenApiDisabled = new("PGRST126", 404);

    /// <summary>The grammar allows it, and this database cannot do it.</summary>
    public static readonly RefusalCode NotSupported = new("PGRST127", 400);

    /// <summary>With <c>max-affected</c>: the function returns no set of rows.</summary>
    public static readonly RefusalCode AffectedMaxOfSingleResult = new("PGRST128", 400);

    /// <summary>No relationship between the two relations.</summary>
    public static readonly RefusalCode RelationshipNotFound = new("PGRST200", 400);

    /// <summary>More than one relationship between the two relations.</summary>
    public static readonly RefusalCode RelationshipAmbiguous = new("PGRST201", 300);

    /// <summary>No function of this name with these arguments.</summary>
    public static readonly RefusalCode FunctionNotFound = new("PGRST202", 404);

    /// <summary>More than one function of this name fits the arguments.</summary>
    public static readonly RefusalCode FunctionAmbiguous = new("PGRST203", 300);

    /// <summary>A column of the body or of <c>columns</c> is not in the table.</summary>
    public static readonly RefusalCode PayloadColumnNotFound = new("PGRST204", 400);

    /// <summary>No table or view of this name.</summary>
    public static readonly RefusalCode RelationNotFound = new("PGRST205", 404);

    /// <summary>A token was sent, and the server has nothing to check it with.</summary>
    public static readonly RefusalCode NoTokenSecret = new("PGRST300", 500);

    /// <summary>The token is malformed, or its signature, algorithm or key is not one that is believed.</summary>
    public static readonly RefusalCode TokenNotUnderstood = new("PGRST301", 401);

    /// <summary>Anonymous requests are not allowed.</summary>
    public static readonly RefusalCode AnonymousNotAllowed = new("PGRST302", 401);

    /// <summary>The claims of the token do not hold: expired, not yet valid, for another audience, or of a wrong type.</summary>
    public static readonly RefusalCode ClaimsRefused = new("PGRST303", 401);

    /// <summary>A column of the query is not in the relation (SQLSTATE undefined_column).</summary>
    public static readonly RefusalCode ColumnNotFound = new("42703", 400);

    /// <summary>The text is not a value of the column's type (SQLSTATE invalid_text_representation).</summary>
    public static readonly RefusalCode InvalidText = new("22P02", 400);

    /// <summary>A LIKE pattern ends with its escape character (SQLSTATE invalid_escape_sequence).</summary>
    public static readonly RefusalCode InvalidEscape = new("22025", 400);

    /// <summary>The value is outside the range of the column's type (SQLSTATE numeric_value_out_of_range).</summary>
    public static readonly RefusalCode ValueOutOfRange = new("22003", 400);

    /// <summary>The regular expression cannot be compiled (SQLSTATE invalid_regular_expression).</summary>
    public static readonly RefusalCode InvalidRegularExpression = new("2201B", 400);

    /// <summary>The construct needs a column of another type (SQLSTATE datatype_mismatch).</summary>
    public static readonly RefusalCode TypeMismatch = new("42804", 400);

    /// <summary>No type of this name to cast to (SQLSTATE undefined_object).</summary>
    public static readonly RefusalCode TypeNotFound = new("42704", 400);

    /// <summary>The operator does not exist for this column (SQLSTATE undefined_function).</summary>
    public static readonly RefusalCode OperatorNotFound = new("42883", 404);

    /// <summary>The relation is a view that cannot be written (SQLSTATE object_not_in_prerequisite_state).</summary>
    public static readonly RefusalCode NotWritable = new("55000", 405);

    /// <summary>A generated column got a value (SQLSTATE generated_always).</summary>
    public static readonly RefusalCode GeneratedColumn = new("428C9", 400);

    /// <summary>The conflict target is no unique constraint (SQLSTATE invalid_column_reference).</summary>
    public static readonly RefusalCode ConflictTargetNotUnique = new("42P10", 400);

    /// <summary>A unique constraint was violated (SQLSTATE unique_violation).</summary>
    public static readonly RefusalCode UniqueViolation = new("23505", 409);

    /// <summary>A foreign key was violated (SQLSTATE foreign_key_violation).</summary>
    public static readonly RefusalCode ForeignKeyViolation = new("23503", 409);

    /// <summary>A NOT NULL column got null (SQLSTATE not_null_violation).</summary>
    public static readonly RefusalCode NotNullViolation = new("23502", 400);

    /// <summary>A CHECK constraint was violated (SQLSTATE check_violation).</summary>
    public static readonly RefusalCode CheckViolation = new("23514", 400);

    /// <summary>A trigger of the database refused the write (SQLSTATE raise_exception).</summary>
    public static readonly RefusalCode RaisedByDatabase = new("P0001", 400);

    /// <summary>The database file or the role may only read (SQLSTATE read_only_sql_transaction).</summary>
    public static readonly RefusalCode ReadOnly = new("25006", 405);

    /// <summary>A statement ran into its time limit (SQLSTATE query_canceled).</summary>
    public static readonly RefusalCode StatementTimeout = new("57014", 500);

    /// <summary>The disk that holds the database or the journal is full (SQLSTATE disk_full).</summary>
    public static readonly RefusalCode DiskFull = new("53100", 507);

    /// <summary>Another process holds the database's write lock, or all connections that read are in use (SQLSTATE lock_not_available).</summary>
    public static readonly RefusalCode DatabaseBusy = new("55P03", 503);

    /// <summary>The database broke in a way that the caller cannot mend (SQLSTATE internal_error).</summary>
    public static readonly RefusalCode DatabaseFault = new("XX000", 500);

    /// <summary>The URL is longer than the limit.</summary>
    public static readonly RefusalCode UrlTooLong = new("RG1001", 414);

    /// <summary>The body is longer than the limit.</summary>
    public static readonly RefusalCode BodyTooLarge = new("RG1002", 413);

    /// <summary>The query is nested deeper, has more parts, or takes more memory or work, than the limit.</summary>
    public static readonly RefusalCode QueryTooComplex = new("RG1003", 400);

    /// <summary>A browser page of another origin tried to write, or to open a socket.</summary>
    public static readonly RefusalCode OriginNotAllowed = new("RG2001", 403);

    /// <summary>The Host header is not one that this listener answers to.</summary>
    public static readonly RefusalCode HostNotAllowed = new("RG2002", 421);

    /// <summary>The address answers to callers on the machine itself only.</summary>
    public static readonly RefusalCode LocalOnly = new("RG2003", 403);

    /// <summary>The caller may not do this.</summary>
    public static readonly RefusalCode NotAllowed = new("42501", 403);

    /// <summary>A limit on concurrent live queries is reached.</summary>
    public static readonly RefusalCode TooManyLiveQueries = new("RG3001", 429);

    /// <summary>The server is starting, stopping, or its capture is down.</summary>
    public static readonly RefusalCode NotReady = new("RG4001", 503);

    /// <summary>The offset is older than the journal still holds.</summary>
    public static readonly RefusalCode OffsetExpired = new("RG5001", 410);

    /// <summary>The offset lies behind the end of the journal.</summary>
    public static readonly RefusalCode OffsetUnknown = new("RG5002", 400);
}
