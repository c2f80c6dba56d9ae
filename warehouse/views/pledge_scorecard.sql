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
-- topic: the topic of what it counts; empty where it counts none of the concepts
-- topic_en: the same in English
-- concept: what it counts, the same in every city; empty where none of the concepts
-- concept_en: the same in English
WITH reported AS (
    SELECT
        target.fact_id AS target_fact_id,
        progress.fact_id,
        progress.indicator_id,
        progress.stage,
        progress.breakdown,
        progress.period_end,
        progress.measure,
        progress.value,
        progress.unit,
        progress.qualifier,
        progress.published_at,
        progress.evidence,
        progress.url,
        -- Of a period an actual figure comes before a share, one in the promise's unit first.
        ROW_NUMBER() OVER (
            PARTITION BY target.fact_id, progress.stage, progress.breakdown
            ORDER BY
                progress.period_end DESC,
                progress.measure,
                CASE WHEN progress.unit = target.unit THEN 0 ELSE 1 END,
                progress.published_at DESC,
                progress.fact_id DESC
        ) AS place
    FROM current_fact AS target
    JOIN current_fact AS progress
        ON progress.pledge_id = target.pledge_id
        AND progress.target_indicator_id = target.indicator_id
    WHERE target.part = 'target'
        AND target.measure = 'target'
        AND progress.part = 'progress'
        AND progress.measure IN ('actual', 'pct_of_target')
),
latest AS (
    SELECT *
    FROM reported
    WHERE place = 1
),
printed AS (
    SELECT
        latest.fact_id,
        latest.target_fact_id,
        share.value,
        ROW_NUMBER() OVER (
            PARTITION BY latest.target_fact_id, latest.fact_id
            ORDER BY
                CASE WHEN share.indicator_id = latest.indicator_id THEN 0 ELSE 1 END,
                share.published_at DESC,
                share.fact_id DESC
        ) AS place
    FROM latest
    JOIN reported AS share
        ON share.target_fact_id = latest.target_fact_id
        AND share.period_end = latest.period_end
        AND COALESCE(share.stage, '') = COALESCE(latest.stage, '')
        AND COALESCE(share.breakdown, '') = COALESCE(latest.breakdown, '')
    WHERE share.measure = 'pct_of_target'
),
measured AS (
    SELECT
        target.*,
        latest.stage AS progress_stage,
        latest.breakdown AS progress_breakdown,
        latest.period_end AS progress_end,
        CASE WHEN latest.measure = 'actual' THEN latest.value END AS actual,
        CASE WHEN latest.measure = 'actual' THEN latest.qualifier END AS actual_qualifier,
        printed.value AS printed_share,
        latest.evidence AS progress_evidence,
        latest.url AS progress_url,
        CASE
            WHEN latest.measure = 'actual' AND latest.unit = target.unit
            THEN ROUND(100.0 * latest.value / NULLIF(target.value, 0), 2)
        END AS computed_share,
        ROUND(100.0 * CAST(SUBSTR(CAST(latest.period_end AS TEXT), 6, 2) AS INTEGER) / 12, 2)
            AS year_gone
    FROM current_fact AS target
    LEFT JOIN latest
        ON latest.target_fact_id = target.fact_id
    LEFT JOIN printed
        ON printed.target_fact_id = latest.target_fact_id
        AND printed.fact_id = latest.fact_id
        AND printed.place = 1
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
    progress_url AS url,
    indicator_concept.topic,
    indicator_concept.topic_en,
    indicator_concept.concept,
    indicator_concept.concept_en
FROM measured
LEFT JOIN indicator_concept ON indicator_concept.indicator_id = measured.indicator_id;
