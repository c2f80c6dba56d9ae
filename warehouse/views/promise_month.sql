-- One row for each target of a pledge, each stage and sub-group that progress on it is counted at,
-- and each period reported: how it stood then. Where nothing is reported, one row without a period.
--
-- portal (text): short name of the portal
-- city (text): the city as its people write it
-- plan_year (whole): the year promised for
-- is_latest_plan (flag): whether it is the latest year that the city has promised for
-- pledge_number (whole): number of the pledge in the bulletin
-- target_number (whole): n for the pledge's n-th target
-- indicator (text): what is counted
-- stage (text): 开工 or 完工 where the count is of work at that stage, else ''
-- breakdown (text): the sub-group counted (二级, 退休人员), else ''
-- unit (text): unit of target and actual
-- target (number): what was promised
-- target_qualifier (text): >=, >, <=, <, ~ or '' (exactly)
-- period_end (date): last day described; null where none is reported
-- year (whole): year of period_end
-- month (whole): month of period_end, 1 to 12
-- actual (number): the figure of the period; null where only a share is printed, and where none is reported
-- printed_share (number): percentage of the plan as the bulletin prints it
-- computed_share (number): percentage of the plan, computed from actual and target
-- year_gone (number): percentage of the plan year gone by period_end
-- status (text): kept, on_track, late or unknown, see pledge_scorecard
-- since (date): the first of the periods in a row that it stood so by
-- is_latest (flag): whether it is the latest period: the row that pledge_scorecard shows
-- counts (flag): whether the promise is counted by this row, see pledge_scorecard
-- fact_id (whole): key of the version that is the figure; null where none is reported
-- target_fact_id (whole): key of the version that is the target
-- total_fact_id (whole): key of the target that it is a part of; null where it is none
-- indicator_id (whole): key of the indicator of the target
-- pledge_id (whole): key of the pledge
WITH reported AS (
    SELECT
        portal.name AS portal,
        portal.city,
        target.id AS target_fact_id,
        target.indicator_id,
        target.pledge_id,
        target.target_number,
        target.unit,
        target.qualifier,
        CAST(target.value AS :number) AS target,
        promised.label AS indicator,
        promised.stage AS target_stage,
        promised.breakdown AS target_breakdown,
        COALESCE(NULLIF(counted.stage, ''), promised.stage) AS stage,
        COALESCE(NULLIF(counted.breakdown, ''), promised.breakdown) AS breakdown,
        CASE WHEN counted.stage = '开工' AND promised.stage <> '开工' THEN 1 ELSE 0 END
            AS only_begun,
        progress.id AS fact_id,
        progress.indicator_id AS progress_indicator_id,
        progress.period_end,
        progress.published_at,
        progress.measure,
        progress.unit AS progress_unit,
        CAST(progress.value AS :number) AS value
    FROM portal
    JOIN indicator AS counted ON counted.portal_id = portal.id
    JOIN fact AS progress ON progress.indicator_id = counted.id
    JOIN fact AS target
        ON target.indicator_id = progress.target_indicator_id
        AND target.pledge_id = progress.pledge_id
    JOIN indicator AS promised ON promised.id = target.indicator_id
    WHERE target.part = 'target'
        AND target.measure = 'target'
        AND target.recorded_to = :forever
        AND target.reason <> 'withdrawn'
        AND progress.part = 'progress'
        AND progress.measure IN ('actual', 'pct_of_target')
        AND progress.recorded_to = :forever
        AND progress.reason <> 'withdrawn'
    UNION ALL
    SELECT
        portal.name AS portal,
        portal.city,
        target.id AS target_fact_id,
        target.indicator_id,
        target.pledge_id,
        target.target_number,
        target.unit,
        target.qualifier,
        CAST(target.value AS :number) AS target,
        promised.label AS indicator,
        promised.stage AS target_stage,
        promised.breakdown AS target_breakdown,
        promised.stage,
        promised.breakdown,
        0 AS only_begun,
        CAST(NULL AS :whole) AS fact_id,
        CAST(NULL AS :whole) AS progress_indicator_id,
        CAST(NULL AS :date) AS period_end,
        CAST(NULL AS :instant) AS published_at,
        CAST(NULL AS TEXT) AS measure,
        CAST(NULL AS TEXT) AS progress_unit,
        CAST(NULL AS :number) AS value
    FROM portal
    JOIN indicator AS promised ON promised.portal_id = portal.id
    JOIN fact AS target ON target.indicator_id = promised.id
    WHERE target.part = 'target'
        AND target.measure = 'target'
        AND target.recorded_to = :forever
        AND target.reason <> 'withdrawn'
),
ranked AS (
    SELECT
        reported.*,
        -- An actual figure comes before a share, one in the promise's unit first.
        ROW_NUMBER() OVER best AS place,
        FIRST_VALUE(reported.progress_indicator_id) OVER best AS best_indicator_id
    FROM reported
    WINDOW best AS (
        PARTITION BY
            reported.portal,
            reported.target_fact_id,
            reported.stage,
            reported.breakdown,
            reported.period_end
        ORDER BY
            reported.measure,
            CASE WHEN reported.progress_unit = reported.unit THEN 0 ELSE 1 END,
            reported.published_at DESC,
            reported.fact_id DESC
    )
),
shared AS (
    SELECT
        ranked.*,
        FIRST_VALUE(CASE WHEN ranked.measure = 'pct_of_target' THEN ranked.value END) OVER (
            PARTITION BY
                ranked.portal,
                ranked.target_fact_id,
                ranked.stage,
                ranked.breakdown,
                ranked.period_end
            ORDER BY
                CASE WHEN ranked.measure = 'pct_of_target' THEN 0 ELSE 1 END,
                CASE
                    WHEN ranked.progress_indicator_id = ranked.best_indicator_id THEN 0 ELSE 1
                END,
                ranked.published_at DESC,
                ranked.fact_id DESC
        ) AS printed_share
    FROM ranked
),
measured AS (
    SELECT
        shared.*,
        CASE WHEN shared.measure = 'actual' THEN shared.value END AS actual,
        CASE
            WHEN shared.measure = 'actual' AND shared.progress_unit = shared.unit
            THEN ROUND(100.0 * shared.value / NULLIF(shared.target, 0), 2)
        END AS computed_share,
        ROUND(100.0 * MONTH_OF(shared.period_end) / 12, 2) AS year_gone,
        COUNT(shared.fact_id) OVER (PARTITION BY shared.portal, shared.target_fact_id) AS figures
    FROM shared
    WHERE shared.place = 1
),
judged AS (
    SELECT
        measured.*,
        CASE
            WHEN measured.qualifier IN ('<', '<=') THEN
                CASE
                    WHEN measured.computed_share IS NULL THEN 'unknown'
                    WHEN measured.computed_share > 100 THEN 'late'
                    -- What is not to be exceeded is kept when the year is over.
                    WHEN measured.year_gone < 100 THEN 'on_track'
                    ELSE 'kept'
                END
            WHEN COALESCE(measured.computed_share, measured.printed_share) IS NULL THEN 'unknown'
            WHEN COALESCE(measured.computed_share, measured.printed_share) >= 100
            THEN CASE WHEN measured.only_begun = 1 THEN 'on_track' ELSE 'kept' END
            WHEN COALESCE(measured.computed_share, measured.printed_share) >= measured.year_gone
            THEN 'on_track'
            ELSE 'late'
        END AS status
    FROM measured
    WHERE measured.fact_id IS NOT NULL
        OR measured.figures = 0
),
lined AS (
    SELECT
        judged.*,
        LAG(judged.status) OVER (
            PARTITION BY judged.portal, judged.target_fact_id, judged.stage, judged.breakdown
            ORDER BY judged.period_end
        ) AS status_before,
        ROW_NUMBER() OVER (
            PARTITION BY judged.portal, judged.target_fact_id, judged.stage, judged.breakdown
            ORDER BY judged.period_end DESC
        ) AS age
    FROM judged
),
dated AS (
    SELECT
        lined.*,
        MAX(CASE WHEN lined.status = lined.status_before THEN NULL ELSE lined.period_end END) OVER (
            PARTITION BY lined.portal, lined.target_fact_id, lined.stage, lined.breakdown
            ORDER BY lined.period_end
        ) AS since
    FROM lined
),
summed AS (
    SELECT
        dated.*,
        -- A table by district promises for each what the city promises in all.
        CASE
            WHEN dated.target_breakdown <> '' THEN
                MAX(CASE WHEN dated.target_breakdown = '' THEN dated.target_fact_id END) OVER (
                    PARTITION BY
                        dated.portal,
                        dated.pledge_id,
                        dated.indicator,
                        dated.target_stage,
                        dated.unit
                )
        END AS total_fact_id
    FROM dated
)
SELECT
    summed.portal,
    summed.city,
    pledge.plan_year,
    CAST(
        pledge.plan_year = (
            SELECT MAX(latest.plan_year)
            FROM pledge AS latest
            WHERE latest.portal_id = pledge.portal_id
        ) AS :flag
    ) AS is_latest_plan,
    pledge.number AS pledge_number,
    summed.target_number,
    summed.indicator,
    CAST(summed.stage AS TEXT) AS stage,
    CAST(summed.breakdown AS TEXT) AS breakdown,
    summed.unit,
    CAST(summed.target AS :number) AS target,
    CAST(COALESCE(summed.qualifier, '') AS TEXT) AS target_qualifier,
    CAST(summed.period_end AS :date) AS period_end,
    CAST(YEAR_OF(summed.period_end) AS :whole) AS year,
    CAST(MONTH_OF(summed.period_end) AS :whole) AS month,
    CAST(summed.actual AS :number) AS actual,
    CAST(summed.printed_share AS :number) AS printed_share,
    CAST(summed.computed_share AS :number) AS computed_share,
    CAST(summed.year_gone AS :number) AS year_gone,
    CAST(summed.status AS TEXT) AS status,
    CAST(summed.since AS :date) AS since,
    CAST(summed.age = 1 AS :flag) AS is_latest,
    CAST(
        ROW_NUMBER() OVER (
            PARTITION BY summed.portal, summed.target_fact_id
            -- The latest periods; of work that is begun or done what is done; the worst.
            ORDER BY
                CASE WHEN summed.age = 1 THEN 0 ELSE 1 END,
                summed.only_begun,
                CASE summed.status
                    WHEN 'late' THEN 1
                    WHEN 'on_track' THEN 2
                    WHEN 'kept' THEN 3
                    ELSE 4
                END,
                summed.stage,
                summed.breakdown
        ) = 1
        AND summed.total_fact_id IS NULL AS :flag
    ) AS counts,
    CAST(summed.fact_id AS :whole) AS fact_id,
    summed.target_fact_id,
    CAST(summed.total_fact_id AS :whole) AS total_fact_id,
    summed.indicator_id,
    summed.pledge_id
FROM summed
JOIN pledge ON pledge.id = summed.pledge_id;
