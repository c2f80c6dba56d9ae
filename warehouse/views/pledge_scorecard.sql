-- One row for each target of a pledge and each stage that progress on it is counted at.
-- Set against the part of the year gone, a month counting as a twelfth.
--
-- portal: short name of the portal
-- city: the city as its people write it
-- plan_year: the year promised for
-- pledge_number: number of the pledge in the bulletin
-- pledge_text: the promise
-- target_number: n for the pledge's n-th target
-- indicator: what is counted
-- stage: 开工 or 完工 where the count is of work at that stage
-- breakdown: the sub-group counted
-- unit: unit of target and actual
-- target: what was promised
-- target_qualifier: >=, >, <=, <, ~ or empty (exactly)
-- period_end: last day that the latest figure describes
-- actual: the latest figure
-- actual_qualifier: >=, >, <=, <, ~ or empty (exactly)
-- printed_share: percentage of the plan as the bulletin prints it
-- computed_share: percentage of the plan, computed from actual and target
-- year_gone: percentage of the plan year gone by period_end
-- on_track: whether the share is at least the part of the year gone; for an upper limit, whether it is kept
-- evidence: the words of the latest figure
-- url: address of the page that gives it
WITH progress AS (
    SELECT
        pledge_id,
        target_indicator_id,
        stage,
        breakdown,
        period_end,
        MAX(CASE WHEN measure = 'actual' THEN value END) AS actual,
        MAX(CASE WHEN measure = 'actual' THEN unit END) AS unit,
        MAX(CASE WHEN measure = 'actual' THEN qualifier END) AS qualifier,
        MAX(CASE WHEN measure = 'actual' THEN evidence END) AS actual_evidence,
        MAX(CASE WHEN measure = 'pct_of_target' THEN value END) AS printed_share,
        MAX(CASE WHEN measure = 'pct_of_target' THEN evidence END) AS share_evidence,
        MAX(url) AS url,
        ROW_NUMBER() OVER (
            PARTITION BY pledge_id, target_indicator_id, stage, breakdown
            ORDER BY period_end DESC
        ) AS place
    FROM current_fact
    WHERE part = 'progress'
        AND measure IN ('actual', 'pct_of_target')
    GROUP BY pledge_id, target_indicator_id, stage, breakdown, period_end
),
measured AS (
    SELECT
        target.*,
        progress.stage AS progress_stage,
        progress.breakdown AS progress_breakdown,
        progress.period_end AS progress_end,
        progress.actual,
        progress.qualifier AS actual_qualifier,
        progress.printed_share,
        COALESCE(progress.actual_evidence, progress.share_evidence) AS progress_evidence,
        progress.url AS progress_url,
        CASE
            WHEN progress.unit = target.unit
            THEN ROUND(100.0 * progress.actual / NULLIF(target.value, 0), 2)
        END AS computed_share,
        ROUND(100.0 * CAST(SUBSTR(CAST(progress.period_end AS TEXT), 6, 2) AS INTEGER) / 12, 2)
            AS year_gone
    FROM current_fact AS target
    LEFT JOIN progress
        ON progress.pledge_id = target.pledge_id
        AND progress.target_indicator_id = target.indicator_id
        AND progress.place = 1
    WHERE target.part = 'target'
        AND target.measure = 'target'
)
SELECT
    portal,
    city,
    plan_year,
    pledge_number,
    pledge_text,
    target_number,
    indicator,
    COALESCE(progress_stage, stage) AS stage,
    COALESCE(progress_breakdown, breakdown) AS breakdown,
    unit,
    value AS target,
    qualifier AS target_qualifier,
    progress_end AS period_end,
    actual,
    actual_qualifier,
    printed_share,
    computed_share,
    year_gone,
    CASE
        WHEN qualifier IN ('<', '<=') THEN computed_share <= 100
        ELSE COALESCE(computed_share, printed_share) >= year_gone
    END AS on_track,
    progress_evidence AS evidence,
    progress_url AS url
FROM measured;
