-- One row for each span of time in which a figure held by what portals had published by then.
-- What holds is decided as for current_fact: of each page its latest edition counts, of several
-- pages the youngest word. Pages that were read late count from the day they were published.
--
-- portal (text): short name of the portal
-- city (text): the city as its people write it
-- province (text): the province that the city is in; null where its code is not known
-- place_code (text): the city's code in GB/T 2260 (370200); null where it is not known
-- level (text): province, prefecture or county, by the code; null where it is not known
-- plan_year (whole): the year promised for
-- is_latest_plan (flag): whether it is the latest year that the city has promised for
-- pledge_number (whole): number of the pledge in the bulletin
-- pledge_text (text): the promise
-- responsible (text): the units that answer for the pledge, the leading one first, joined by 、; '' where none is named
-- indicator (text): what is counted
-- stage (text): 开工 or 完工 where the count is of work at that stage, else ''
-- breakdown (text): the sub-group counted (二级, 退休人员), else ''
-- period_end (date): last day described
-- year (whole): year of period_end
-- month (whole): month of period_end, 1 to 12
-- part (text): target (the promise) or progress
-- measure (text): target, actual, pct_of_target, yoy…
-- value (number): the figure in base units
-- unit (text): its unit
-- qualifier (text): >=, >, <=, <, ~ or '' (exactly)
-- published_from (instant): when the portal published it, and from when it held by what had been published
-- published_to (instant): until when it did; 9999-12-31 while nothing else was published
-- evidence (text): the words read
-- sentence (text): the sentence that says it, or its row of a table; null for readings before schema 0011
-- span_start (whole): where the words start in the text of the page
-- span_end (whole): where they end
-- title (text): title of the bulletin
-- url (text): address of the page
-- sha256 (text): hash of the page's bytes
-- archive_path (text): where the bytes are kept
-- parser_version (text): version of the parser that read them
-- indicator_id (whole): key of the indicator
-- pledge_id (whole): key of the pledge
-- target_number (whole): n for the pledge's n-th target and for figures that measure it, else null
-- target_indicator_id (whole): key of the indicator of the target that the figure measures, else null
-- flags (text): names of the expectations that the words failed; '' where they failed none
-- certainty (text): how sure the reading of the words is: proved by the bulletin's own arithmetic, clear, or doubtful
-- because (text): names of the rules that decided the reading, or what is in doubt; '' for none
-- verdict (text): released or amended where a person decided on the figure, else ''
-- decided_by (text): who decided; '' where nobody had to
WITH stated AS (
    SELECT
        indicator_id, period_end, measure, part, pledge_id, target_number, target_indicator_id,
        value, unit, qualifier, reading_id, evidence, span_start, span_end, flags, certainty,
        because, verdict, decided_by
    FROM fact
    WHERE value IS NOT NULL
    UNION
    SELECT
        indicator_id, period_end, measure, part, pledge_id, target_number, target_indicator_id,
        value, unit, qualifier, reading_id, evidence, span_start, span_end, flags, certainty,
        because, verdict, decided_by
    FROM restatement
),
edition AS (
    SELECT
        reading.id,
        reading.document_id,
        reading.published_at,
        reading.period_end AS bulletin_period,
        snapshot.sha256,
        ROW_NUMBER() OVER (
            PARTITION BY reading.document_id, reading.published_at
            ORDER BY reading.recorded_at DESC, reading.id DESC
        ) AS nth_last,
        DENSE_RANK() OVER (PARTITION BY reading.document_id ORDER BY reading.published_at) AS nth
    FROM reading
    JOIN snapshot ON snapshot.id = reading.snapshot_id
),
figure AS (
    SELECT DISTINCT stated.indicator_id, stated.period_end, stated.measure, edition.document_id
    FROM stated
    JOIN edition ON edition.id = stated.reading_id AND edition.nth_last = 1
),
word AS (
    -- What each page that ever stated a figure says of it, edition by edition: whether it
    -- does (1) or not (0). An edition that holds it back is passed over.
    SELECT
        figure.indicator_id,
        figure.period_end,
        figure.measure,
        edition.document_id,
        edition.id AS reading_id,
        edition.published_at,
        edition.bulletin_period,
        edition.sha256,
        stated.part,
        stated.pledge_id,
        stated.target_number,
        stated.target_indicator_id,
        stated.value,
        stated.unit,
        COALESCE(stated.qualifier, '') AS qualifier,
        stated.evidence,
        stated.span_start,
        stated.span_end,
        stated.flags,
        stated.certainty,
        stated.because,
        stated.verdict,
        stated.decided_by,
        CASE WHEN stated.reading_id IS NULL THEN 0 ELSE 1 END AS says
    FROM figure
    JOIN edition ON edition.document_id = figure.document_id AND edition.nth_last = 1
    LEFT JOIN stated
        ON stated.reading_id = edition.id
        AND stated.indicator_id = figure.indicator_id
        AND stated.period_end = figure.period_end
        AND stated.measure = figure.measure
    LEFT JOIN withheld
        ON withheld.reading_id = edition.id
        AND withheld.indicator_id = figure.indicator_id
        AND withheld.period_end = figure.period_end
        AND withheld.measure = figure.measure
    WHERE stated.reading_id IS NOT NULL OR withheld.reading_id IS NULL
),
compared AS (
    SELECT
        word.*,
        LAG(says) OVER same_page AS said_before,
        LAG(value) OVER same_page AS value_before,
        LAG(unit) OVER same_page AS unit_before,
        LAG(qualifier) OVER same_page AS qualifier_before
    FROM word
    WINDOW same_page AS (
        PARTITION BY indicator_id, period_end, measure, document_id
        ORDER BY published_at
    )
),
phrase AS (
    -- Where a page begins to say something else, and until when it goes on saying so.
    SELECT
        compared.*,
        COALESCE(
            LEAD(published_at) OVER (
                PARTITION BY indicator_id, period_end, measure, document_id
                ORDER BY published_at
            ),
            :forever
        ) AS ends_at
    FROM compared
    WHERE said_before IS NULL
        OR said_before <> says
        OR (
            says = 1
            AND (value_before <> value OR unit_before <> unit OR qualifier_before <> qualifier)
        )
),
said AS (
    SELECT *
    FROM phrase
    WHERE says = 1
),
moment AS (
    SELECT indicator_id, period_end, measure, published_at AS moment_at
    FROM said
    UNION
    SELECT indicator_id, period_end, measure, ends_at AS moment_at
    FROM said
    WHERE ends_at <> :forever
),
ranked AS (
    SELECT
        moment.indicator_id,
        moment.period_end,
        moment.measure,
        moment.moment_at,
        said.reading_id,
        said.part,
        said.pledge_id,
        said.target_number,
        said.target_indicator_id,
        said.value,
        said.unit,
        said.qualifier,
        said.evidence,
        said.span_start,
        said.span_end,
        said.flags,
        said.certainty,
        said.because,
        said.verdict,
        said.decided_by,
        ROW_NUMBER() OVER (
            PARTITION BY moment.indicator_id, moment.period_end, moment.measure, moment.moment_at
            ORDER BY said.published_at DESC, said.bulletin_period DESC, said.sha256 DESC
        ) AS place
    FROM moment
    LEFT JOIN said
        ON said.indicator_id = moment.indicator_id
        AND said.period_end = moment.period_end
        AND said.measure = moment.measure
        AND said.published_at <= moment.moment_at
        AND said.ends_at > moment.moment_at
),
turn AS (
    SELECT
        ranked.*,
        COALESCE(
            LAG(reading_id) OVER (
                PARTITION BY indicator_id, period_end, measure
                ORDER BY moment_at
            ),
            0
        ) AS reading_before
    FROM ranked
    WHERE place = 1
),
held AS (
    SELECT
        turn.*,
        moment_at AS published_from,
        COALESCE(
            LEAD(moment_at) OVER (
                PARTITION BY indicator_id, period_end, measure ORDER BY moment_at
            ),
            :forever
        ) AS published_to
    FROM turn
    WHERE COALESCE(reading_id, 0) <> reading_before
)
SELECT
    portal.name AS portal,
    portal.city,
    portal.province,
    portal.place_code,
    portal.level,
    pledge.plan_year,
    CAST(
        pledge.plan_year = (
            SELECT MAX(promised.plan_year)
            FROM pledge AS promised
            WHERE promised.portal_id = pledge.portal_id
        ) AS :flag
    ) AS is_latest_plan,
    pledge.number AS pledge_number,
    pledge.text AS pledge_text,
    CAST(
        COALESCE(
            (
                SELECT STRING_AGG(listed.name, '、')
                FROM (
                    SELECT agency.name
                    FROM pledge_agency
                    JOIN agency ON agency.id = pledge_agency.agency_id
                    WHERE pledge_agency.pledge_id = pledge.id
                    ORDER BY pledge_agency.position
                ) AS listed
            ),
            ''
        ) AS TEXT
    ) AS responsible,
    indicator.label AS indicator,
    indicator.stage,
    indicator.breakdown,
    held.period_end,
    CAST(YEAR_OF(held.period_end) AS :whole) AS year,
    CAST(MONTH_OF(held.period_end) AS :whole) AS month,
    held.part,
    held.measure,
    CAST(held.value AS :number) AS value,
    held.unit,
    CAST(COALESCE(held.qualifier, '') AS TEXT) AS qualifier,
    CAST(held.published_from AS :instant) AS published_from,
    CAST(held.published_to AS :instant) AS published_to,
    held.evidence,
    CAST(
        (
            SELECT sentence.text
            FROM sentence
            WHERE sentence.reading_id = held.reading_id
                AND sentence.span_start <= held.span_start
                AND sentence.span_end >= held.span_end
            ORDER BY sentence.span_start DESC
            LIMIT 1
        ) AS TEXT
    ) AS sentence,
    held.span_start,
    held.span_end,
    reading.title,
    document.url,
    snapshot.sha256,
    snapshot.archive_path,
    reading.parser_version,
    held.indicator_id,
    held.pledge_id,
    held.target_number,
    held.target_indicator_id,
    CAST(COALESCE(held.flags, '') AS TEXT) AS flags,
    held.certainty,
    held.because,
    CAST(COALESCE(held.verdict, '') AS TEXT) AS verdict,
    CAST(COALESCE(held.decided_by, '') AS TEXT) AS decided_by
FROM held
JOIN indicator ON indicator.id = held.indicator_id
JOIN pledge ON pledge.id = held.pledge_id
JOIN portal ON portal.id = indicator.portal_id
JOIN reading ON reading.id = held.reading_id
JOIN snapshot ON snapshot.id = reading.snapshot_id
JOIN document ON document.id = reading.document_id;
