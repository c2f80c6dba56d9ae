-- One row for each version of a figure, superseded and withdrawn ones too.
--
-- fact_id (whole): key of the version
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
-- value (number): the figure in base units; null once withdrawn
-- unit (text): its unit
-- qualifier (text): >=, >, <=, <, ~ or '' (exactly)
-- published_at (instant): when the portal published it
-- recorded_from (instant): when the warehouse began to hold it true
-- recorded_to (instant): when it ceased to; 9999-12-31 while it is current
-- revision (whole): 1 for the first version of the figure
-- reason (text): why there is this version: first, portal_revision, reparse, withdrawn, released, amended
-- evidence (text): the words read; null once withdrawn
-- sentence (text): the sentence that says it, or its row of a table; null once withdrawn, and for readings before schema 0011
-- span_start (whole): where the words start in the text of the page; null once withdrawn
-- span_end (whole): where they end; null once withdrawn
-- title (text): title of the bulletin
-- url (text): address of the page
-- sha256 (text): hash of the page's bytes
-- archive_path (text): where the bytes are kept
-- parser_version (text): version of the parser that read them; '' where the page is gone
-- run_id (text): the run that recorded the version
-- indicator_id (whole): key of the indicator
-- pledge_id (whole): key of the pledge
-- target_number (whole): n for the pledge's n-th target and for figures that measure it, else null
-- target_indicator_id (whole): key of the indicator of the target that the figure measures, else null
-- flags (text): names of the expectations that the words failed; '' where they failed none
-- certainty (text): how sure the reading of the words is: proved by the bulletin's own arithmetic, clear, or doubtful
-- because (text): names of the rules that decided the reading, or what is in doubt; '' for none
-- verdict (text): released or amended where a person decided on the figure, else ''
-- decided_by (text): who decided; '' where nobody had to
SELECT
    fact.id AS fact_id,
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
    fact.period_end,
    CAST(YEAR_OF(fact.period_end) AS :whole) AS year,
    CAST(MONTH_OF(fact.period_end) AS :whole) AS month,
    fact.part,
    fact.measure,
    CAST(fact.value AS :number) AS value,
    fact.unit,
    CAST(COALESCE(fact.qualifier, '') AS TEXT) AS qualifier,
    fact.published_at,
    fact.recorded_from,
    fact.recorded_to,
    fact.revision,
    fact.reason,
    fact.evidence,
    CAST(
        (
            SELECT sentence.text
            FROM sentence
            WHERE sentence.reading_id = fact.reading_id
                AND sentence.span_start <= fact.span_start
                AND sentence.span_end >= fact.span_end
            ORDER BY sentence.span_start DESC
            LIMIT 1
        ) AS TEXT
    ) AS sentence,
    fact.span_start,
    fact.span_end,
    reading.title,
    document.url,
    snapshot.sha256,
    snapshot.archive_path,
    reading.parser_version,
    fact.run_id,
    fact.indicator_id,
    fact.pledge_id,
    fact.target_number,
    fact.target_indicator_id,
    CAST(COALESCE(fact.flags, '') AS TEXT) AS flags,
    fact.certainty,
    fact.because,
    CAST(COALESCE(fact.verdict, '') AS TEXT) AS verdict,
    CAST(COALESCE(fact.decided_by, '') AS TEXT) AS decided_by
FROM fact
JOIN indicator ON indicator.id = fact.indicator_id
JOIN pledge ON pledge.id = fact.pledge_id
JOIN portal ON portal.id = indicator.portal_id
JOIN reading ON reading.id = fact.reading_id
JOIN snapshot ON snapshot.id = reading.snapshot_id
JOIN document ON document.id = reading.document_id;
