-- One row for each bulletin that is loaded: how well it was read, by its own arithmetic.
--
-- portal (text): short name of the portal
-- city (text): the city as its people write it
-- province (text): the province that the city is in; null where its code is not known
-- place_code (text): the city's code in GB/T 2260 (370200); null where it is not known
-- level (text): province, prefecture or county, by the code; null where it is not known
-- plan_year (whole): the year promised for
-- is_latest_plan (flag): whether it is the latest year that the city has promised for
-- period_end (date): last day that the bulletin describes
-- year (whole): year of period_end
-- month (whole): month of period_end, 1 to 12
-- title (text): title of the bulletin
-- url (text): address of the page
-- published_at (instant): when the portal published the content read
-- days_since (whole): days from published_at to today (UTC)
-- recorded_at (instant): when it was loaded
-- editions (whole): contents and readings of the page that were loaded, this one included
-- pledges (whole): pledges in the bulletin
-- pledges_without_progress (whole): pledges with no word on progress
-- numerals (whole): numerals in the text
-- unexplained (whole): numerals that no rule accounts for
-- shares (whole): printed shares of plan
-- shares_checked (whole): shares with a value and a plan to recompute them from
-- shares_agreeing (whole): checked shares that agree with their arithmetic
-- score (number): 0 to 1, the product of the explained, agreeing and progressing parts
-- checks_failed (whole): expectations that did not hold when it was loaded
-- parser_version (text): version of the parser that read it
-- sha256 (text): hash of the page's bytes
-- run_id (text): the run that loaded it
-- withdrawn_at (instant): since when the page is gone; null while it is there
WITH ranked AS (
    SELECT
        reading.*,
        COUNT(*) OVER (PARTITION BY reading.document_id) AS editions,
        ROW_NUMBER() OVER (
            PARTITION BY reading.document_id
            ORDER BY reading.published_at DESC, reading.recorded_at DESC, reading.id DESC
        ) AS place
    FROM reading
    WHERE reading.parser_version <> ''
),
gone AS (
    SELECT document_id, MAX(published_at) AS withdrawn_at
    FROM reading
    WHERE parser_version = ''
    GROUP BY document_id
)
SELECT
    portal.name AS portal,
    portal.city,
    portal.province,
    portal.place_code,
    portal.level,
    ranked.plan_year,
    CAST(
        ranked.plan_year = (
            SELECT MAX(promised.plan_year)
            FROM pledge AS promised
            WHERE promised.portal_id = portal.id
        ) AS :flag
    ) AS is_latest_plan,
    ranked.period_end,
    CAST(YEAR_OF(ranked.period_end) AS :whole) AS year,
    CAST(MONTH_OF(ranked.period_end) AS :whole) AS month,
    ranked.title,
    document.url,
    ranked.published_at,
    CAST(DAY_NUMBER(:today) - UTC_DAY_NUMBER(ranked.published_at) AS :whole) AS days_since,
    ranked.recorded_at,
    CAST(ranked.editions AS :whole) AS editions,
    ranked.pledges,
    ranked.pledges_without_progress,
    ranked.numerals,
    ranked.unexplained,
    ranked.shares,
    ranked.shares_checked,
    ranked.shares_agreeing,
    CAST(ranked.score AS :number) AS score,
    CAST(
        (
            SELECT COUNT(check_result.id)
            FROM check_result
            WHERE check_result.snapshot_id = ranked.snapshot_id
                AND check_result.run_id = ranked.run_id
                AND NOT check_result.passed
        ) AS :whole
    ) AS checks_failed,
    ranked.parser_version,
    snapshot.sha256,
    ranked.run_id,
    CAST(gone.withdrawn_at AS :instant) AS withdrawn_at
FROM ranked
JOIN document ON document.id = ranked.document_id
JOIN portal ON portal.id = document.portal_id
JOIN snapshot ON snapshot.id = ranked.snapshot_id
LEFT JOIN gone
    ON gone.document_id = ranked.document_id AND gone.withdrawn_at >= ranked.published_at
WHERE ranked.place = 1;
