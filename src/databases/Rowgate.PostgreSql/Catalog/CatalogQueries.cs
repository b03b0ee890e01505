namespace Rowgate.PostgreSql.Catalog;

/// <summary>The statements that read the whole catalog: each one set, none of them per table.</summary>
/// <remarks>
/// <c>$1</c> is the schemas that are served, <c>$2</c> those plus the extra search path. The search path must be empty, so
/// that the server spells every name with its schema.
/// Source: https://www.postgresql.org/docs/current/catalogs.html
/// </remarks>
internal static class CatalogQueries
{
    /// <summary>The version, whether text compares byte by byte unless a column says otherwise, whether this session prints
    /// values in the way in which capture does, and whether rows can be made GeoJSON, which PostGIS does.</summary>
    public const string Server =
        """
        SELECT current_setting('server_version'),
               coalesce(to_jsonb(d)->>'datlocprovider', 'c') = 'b'
               OR (coalesce(to_jsonb(d)->>'datlocprovider', 'c') = 'c' AND d.datcollate IN ('C', 'POSIX', 'C.UTF-8', 'C.utf8')),
               current_setting('TimeZone') IN ('UTC', 'Etc/UTC', 'GMT', 'Etc/GMT') AND current_setting('IntervalStyle') = 'postgres'
               AND current_setting('bytea_output') = 'hex' AND current_setting('extra_float_digits')::int > 0,
               EXISTS (
                   SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
                   WHERE p.proname = 'st_asgeojson' AND n.nspname = ANY ($2))
        FROM pg_catalog.pg_database d WHERE d.datname = current_database()
        """;

    /// <summary>The schemas that are served, with their comments.</summary>
    public const string Schemas =
        """
        SELECT n.nspname::text, d.description
        FROM pg_catalog.pg_namespace n
        LEFT JOIN pg_catalog.pg_description d ON d.objoid = n.oid AND d.classoid = 'pg_catalog.pg_namespace'::regclass
        WHERE n.nspname = ANY ($1)
        """;

    /// <summary>Every relation outside of the system's schemas: views may show those that are not served.</summary>
    public const string Relations =
        """
        SELECT c.oid, n.nspname::text, c.relname::text, c.relkind, c.relpersistence, c.relrowsecurity, c.reltype,
               n.nspname = ANY ($1) AND NOT c.relispartition,
               CASE WHEN c.relkind IN ('v', 'f') AND n.nspname = ANY ($1)
                    THEN pg_catalog.pg_relation_is_updatable(c.oid, true) ELSE 0 END,
               d.description, c.relispartition
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_description d
          ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
          AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)
        ORDER BY c.oid
        """;

    /// <summary>The columns of what is served, and of the composite types that functions return.</summary>
    public const string Columns =
        """
        WITH shown AS (
            SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
            UNION
            SELECT coalesce(nullif(t.typrelid, 0), b.typrelid)
            FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            JOIN pg_catalog.pg_type t ON t.oid = p.prorettype
            LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
            WHERE n.nspname = ANY ($1) AND coalesce(nullif(t.typrelid, 0), b.typrelid) > 0)
        SELECT a.attrelid, a.attnum, a.attname::text, a.atttypid, a.atttypmod, a.attcollation, a.attnotnull, a.attgenerated <> '' OR a.attidentity = 'a',
               CASE WHEN a.attgenerated <> '' OR a.attidentity = 'a' THEN NULL
                    WHEN a.attidentity = 'd' THEN format('nextval(%L::regclass)', s.objid::regclass)
                    ELSE pg_catalog.pg_get_expr(f.adbin, f.adrelid) END,
               d.description
        FROM shown
        JOIN pg_catalog.pg_attribute a ON a.attrelid = shown.oid
        LEFT JOIN pg_catalog.pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum AND a.atthasdef
        LEFT JOIN pg_catalog.pg_depend s
          ON a.attidentity = 'd' AND s.refclassid = 'pg_catalog.pg_class'::regclass AND s.refobjid = a.attrelid
          AND s.refobjsubid = a.attnum AND s.classid = 'pg_catalog.pg_class'::regclass AND s.deptype = 'i'
        LEFT JOIN pg_catalog.pg_description d
          ON d.objoid = a.attrelid AND d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = a.attnum
        WHERE a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attrelid, a.attnum
        """;

    /// <summary>The types that columns and functions use, and what those are made of.</summary>
    public const string Types =
        """
        WITH RECURSIVE used (oid) AS (
            SELECT a.atttypid FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE a.attnum > 0 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
            UNION
            SELECT unnest(p.prorettype || coalesce(p.proallargtypes, p.proargtypes::oid[])) FROM pg_catalog.pg_proc p
            JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = ANY ($2)
            UNION
            SELECT unnest('{text,json,varchar,varchar[],varbit,varbit[]}'::regtype[]::oid[])
            UNION
            SELECT t.typbasetype FROM used JOIN pg_catalog.pg_type t ON t.oid = used.oid WHERE t.typbasetype <> 0)
        SELECT t.oid, pg_catalog.format_type(t.oid, -1), n.nspname::text, t.typname::text, t.typtype, t.typcategory,
               t.typbasetype, t.typrelid, t.typnotnull,
               CASE WHEN t.typtype = 'd' THEN pg_catalog.pg_get_expr(t.typdefaultbin, 0) END,
               CASE WHEN t.typtype = 'e' THEN ARRAY(
                   SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) END,
               t.typtype = 'c' OR EXISTS (
                   SELECT FROM pg_catalog.pg_type e LEFT JOIN pg_catalog.pg_type b ON b.oid = e.typbasetype
                   WHERE e.oid = t.typelem AND t.typcategory = 'A' AND 'c' IN (e.typtype, b.typtype))
        FROM used JOIN pg_catalog.pg_type t ON t.oid = used.oid
        JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
        ORDER BY t.oid
        """;

    /// <summary>The names of types with a length or precision, such as <c>numeric(10,2)</c>.</summary>
    public const string SizedTypes =
        """
        SELECT sized.atttypid, sized.atttypmod, pg_catalog.format_type(sized.atttypid, sized.atttypmod)
        FROM (
            SELECT DISTINCT a.atttypid, a.atttypmod FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE a.attnum > 0 AND a.atttypmod <> -1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
              AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')) sized
        """;

    /// <summary>The collations that are not plain byte order, with whether they tell every two texts apart.</summary>
    public const string Collations =
        """
        SELECT c.oid, n.nspname::text || '.' || c.collname, c.collisdeterministic
        FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
        WHERE c.oid IN (SELECT DISTINCT attcollation FROM pg_catalog.pg_attribute WHERE attcollation <> 0)
          AND c.collname NOT IN ('default', 'C', 'POSIX', 'ucs_basic', 'pg_c_utf8')
        """;

    /// <summary>Primary keys, unique constraints, foreign keys, and besides the unique indexes that are no constraints
    /// (<c>i</c>). Those that partitions inherit are left out.</summary>
    public const string Keys =
        """
        SELECT k.conrelid, k.contype, k.conname::text, k.conkey, k.confrelid, k.confkey
        FROM pg_catalog.pg_constraint k
        WHERE k.contype IN ('p', 'u', 'f') AND (k.contype <> 'f' OR k.conparentid = 0) AND k.conrelid <> 0
          AND EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = k.conrelid AND NOT c.relispartition)
        UNION ALL
        SELECT i.indrelid, 'i'::"char", c.relname::text, (i.indkey::int2[])[0:i.indnkeyatts - 1], 0::oid, NULL
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ANY ($1) AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u'))
        ORDER BY 1, 3
        """;

    /// <summary>The names of the columns of keys that belong to relations not served; views may show them.</summary>
    public const string KeyColumns =
        """
        SELECT DISTINCT a.attrelid, a.attnum, a.attname::text
        FROM pg_catalog.pg_constraint k
        CROSS JOIN LATERAL (SELECT k.conrelid AS relid, unnest(k.conkey) AS num
                            UNION ALL SELECT k.confrelid, unnest(k.confkey)) used
        JOIN pg_catalog.pg_attribute a ON a.attrelid = used.relid AND a.attnum = used.num
        JOIN pg_catalog.pg_class c ON c.oid = used.relid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype IN ('p', 'u', 'f') AND NOT n.nspname = ANY ($1)
          AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        """;

    /// <summary>The functions of the server itself that do more than compute, such as <c>set_config</c>.</summary>
    public const string Volatile = "SELECT oid FROM pg_catalog.pg_proc WHERE oid < 16384 AND provolatile = 'v'";

    /// <summary>The relations of which a part that is evaluated when they are read runs code of the database's own, which may do
    /// anything: its rule, a policy, an index, a check, the type of a column. A row of 0 stands for all of them: there is an
    /// operator of that kind.</summary>
    /// <remarks>Functions in SQL whose every word is known to be harmless are none of it: those by which policies ask for the
    /// caller's claims, such as <c>auth.uid()</c>. A name in them that somebody has given to something else makes them own code,
    /// and so does a cast or a check that their values would go through.
    /// Functions in C come with extensions and are taken at their word, unless they say that they are volatile. What
    /// calls only functions of the server itself leaves no dependency behind: of views, the trees are searched elsewhere.</remarks>
    public const string OwnCode =
        """
        WITH RECURSIVE harmless (oid) AS (
            SELECT p.oid FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
            WHERE p.oid >= 16384 AND l.lanname = 'sql' AND p.prokind = 'f' AND p.provolatile = 's' AND NOT p.prosecdef AND p.prorettype < 16384
              AND (p.proconfig IS NULL OR p.proconfig = ARRAY['search_path=""'])
              AND lower(p.prosrc) ~ ('^\s*select\M(\s|[(),;=]|::|->>?|\|\||''[^''\\]*''|\d+|\m(?:select|as|coalesce|nullif|current_setting'
                || '|current_user|true|false|null|text|uuid|jsonb?|int|integer|bigint|boolean)\M)*$')
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_proc WHERE proname = 'current_setting' AND oid >= 16384)
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_cast WHERE castfunc >= 16384 AND castsource < 16384 AND casttarget < 16384)
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_type WHERE typname IN ('text', 'uuid', 'json', 'jsonb') AND oid >= 16384)),
        code (oid) AS (
            SELECT p.oid FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
            WHERE p.oid >= 16384 AND (p.prokind = 'a' OR l.lanname NOT IN ('c', 'internal') OR p.provolatile = 'v')
              AND p.oid NOT IN (SELECT oid FROM harmless)),
        type (oid) AS (
            SELECT k.castsource FROM pg_catalog.pg_cast k JOIN code ON code.oid = k.castfunc WHERE k.castsource >= 16384
            UNION
            SELECT k.contypid FROM pg_catalog.pg_constraint k
            JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_constraint'::regclass AND d.objid = k.oid
              AND d.refclassid = 'pg_catalog.pg_proc'::regclass
            JOIN code ON code.oid = d.refobjid WHERE k.contypid <> 0
            UNION
            SELECT made.oid FROM type CROSS JOIN LATERAL (
                SELECT t.oid FROM pg_catalog.pg_type t WHERE t.typelem = type.oid OR t.typbasetype = type.oid
                UNION ALL
                SELECT c.reltype FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
                WHERE a.atttypid = type.oid AND c.reltype <> 0
                UNION ALL
                SELECT r.rngtypid FROM pg_catalog.pg_range r WHERE r.rngsubtype = type.oid) made),
        operator (oid) AS (SELECT o.oid FROM pg_catalog.pg_operator o JOIN code ON code.oid = o.oprcode),
        used (class, oid) AS (
            SELECT 'pg_catalog.pg_proc'::regclass, oid FROM code
            UNION ALL SELECT 'pg_catalog.pg_operator'::regclass, oid FROM operator
            UNION ALL SELECT 'pg_catalog.pg_type'::regclass, oid FROM type)
        SELECT found.oid FROM used
        JOIN pg_catalog.pg_depend d ON d.refclassid = used.class AND d.refobjid = used.oid
        CROSS JOIN LATERAL (
            SELECT r.ev_class FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class AND c.relkind = 'v'
            WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND r.oid = d.objid AND r.ev_type = '1'
            UNION ALL
            SELECT polrelid FROM pg_catalog.pg_policy WHERE d.classid = 'pg_catalog.pg_policy'::regclass AND oid = d.objid
            UNION ALL
            SELECT conrelid FROM pg_catalog.pg_constraint WHERE d.classid = 'pg_catalog.pg_constraint'::regclass AND oid = d.objid
            UNION ALL
            SELECT indrelid FROM pg_catalog.pg_index WHERE d.classid = 'pg_catalog.pg_class'::regclass AND indexrelid = d.objid
            UNION ALL
            SELECT d.objid WHERE d.classid = 'pg_catalog.pg_class'::regclass) found (oid)
        WHERE found.oid <> 0
        UNION
        SELECT p.polrelid FROM pg_catalog.pg_policy p
        CROSS JOIN LATERAL regexp_matches(p.polqual::text, ':(?:funcid|opfuncid) (\d+)', 'g') m (called)
        JOIN pg_catalog.pg_proc f ON f.oid = m.called[1]::oid WHERE f.provolatile = 'v'
        UNION
        SELECT 0::oid WHERE EXISTS (SELECT FROM operator)
        """;

    /// <summary>The rewrite rules of views, as parse trees.</summary>
    public const string ViewRules =
        """
        SELECT r.ev_class, r.ev_action::text
        FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('v', 'm') AND r.ev_type = '1' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        ORDER BY r.ev_class
        """;

    /// <summary>The relations that each view reads.</summary>
    public const string ViewReads =
        """
        SELECT DISTINCT r.ev_class, d.refobjid
        FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
          AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class
        WHERE c.relkind IN ('v', 'm') AND r.ev_type = '1' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        ORDER BY 1, 2
        """;

    /// <summary>Which relations are parts of which: partitions, and tables that inherit.</summary>
    public const string Parts = "SELECT inhparent, inhrelid FROM pg_catalog.pg_inherits ORDER BY 1, 2";

    /// <summary>The other relations that the policies of a table read.</summary>
    public const string PolicyReads =
        """
        SELECT DISTINCT p.polrelid, d.refobjid
        FROM pg_catalog.pg_policy p
        JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_policy'::regclass AND d.objid = p.oid
          AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> p.polrelid
        ORDER BY 1, 2
        """;

    /// <summary>The functions of the search path; those of the schemas that are served may be called.</summary>
    public const string Functions =
        """
        SELECT n.nspname::text, p.proname::text, n.nspname = ANY ($1), p.prokind, p.proretset, p.prorows, p.provolatile, p.prorettype,
               p.proargtypes::oid[], p.proallargtypes, p.proargmodes::text[], p.proargnames, p.pronargdefaults, p.provariadic <> 0,
               p.proconfig, d.description
        FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        LEFT JOIN pg_catalog.pg_description d ON d.objoid = p.oid AND d.classoid = 'pg_catalog.pg_proc'::regclass
        WHERE n.nspname = ANY ($2) AND p.prokind IN ('f', 'a')
        ORDER BY n.nspname, p.proname, p.pronargs, p.oid
        """;

    /// <summary>The casts between domains and their representations.</summary>
    public const string Casts =
        """
        SELECT k.castsource, k.casttarget, n.nspname::text, p.proname::text
        FROM pg_catalog.pg_cast k
        JOIN pg_catalog.pg_proc p ON p.oid = k.castfunc JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        JOIN pg_catalog.pg_type s ON s.oid = k.castsource JOIN pg_catalog.pg_type t ON t.oid = k.casttarget
        WHERE k.castcontext = 'i' AND k.castmethod = 'f'
          AND (s.typtype = 'd' AND k.casttarget = 'json'::regtype
               OR t.typtype = 'd' AND k.castsource IN ('json'::regtype, 'text'::regtype))
        """;
}
