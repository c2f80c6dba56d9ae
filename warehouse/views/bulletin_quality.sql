-- One row for each bulletin that is loaded: how well it was read, by its own arithmetic.
--
-- portal: short name of the portal
-- city: the city as its people write it
-- plan_year: the year promised for
-- period_end: last day that the bulletin describes
-- title: title of the bulletin
-- url: address of the page
-- published_at: when the portal published the content read
-- recorded_at: when it was loaded
-- editions: contents and readings of the page that were loaded, this one included
-- pledges: pledges in the bulletin
-- pledges_without_progress: pledges with no word on progress
-- numerals: numerals in the text
-- unexplained: numerals that no rule accounts for
-- shares: printed shares of plan
-- shares_checked: shares with a value and a plan to recompute them from
-- shares_agreeing: checked shares that agree with their arithmetic
-- score: 0 to 1, the product of the explained, agreeing and progressing parts
-- checks_failed: expectations that did not hold when it was loaded
-- parser_version: version of the parser that read it
-- sha256: hash of the page's bytes
-- run_id: the run that loaded it
-- withdrawn_at: since when the page is gone, where it is
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
    ranked.plan_year,
    ranked.period_end,
    ranked.title,
    document.url,
    ranked.published_at,
    ranked.recorded_at,
    ranked.editions,
    ranked.pledges,
    ranked.pledges_without_progress,
    ranked.numerals,
    ranked.unexplained,
    ranked.shares,
    ranked.shares_checked,
    ranked.shares_agreeing,
    CAST(ranked.score AS :number) AS score,
    (
        SELECT COUNT(check_result.id)
        FROM check_result
        WHERE check_result.snapshot_id = ranked.snapshot_id
            AND check_result.run_id = ranked.run_id
            AND NOT check_result.passed
    ) AS checks_failed,
    ranked.parser_version,
    snapshot.sha256,
    ranked.run_id,
    gone.withdrawn_at
FROM ranked
JOIN document ON document.id = ranked.document_id
JOIN portal ON portal.id = document.portal_id
JOIN snapshot ON snapshot.id = ranked.snapshot_id
LEFT JOIN gone
    ON gone.document_id = ranked.document_id AND gone.withdrawn_at >= ranked.published_at
WHERE ranked.place = 1;
