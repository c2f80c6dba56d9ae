-- One row for each target of a pledge and each stage that progress on it is counted at.
-- Set against the part of the year gone, a month counting as a twelfth.
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
-- target_number (whole): n for the pledge's n-th target
-- indicator (text): what is counted
-- stage (text): 开工 or 完工 where the count is of work at that stage, else ''
-- breakdown (text): the sub-group counted (二级, 退休人员), else ''
-- unit (text): unit of target and actual
-- target (number): what was promised
-- target_qualifier (text): >=, >, <=, <, ~ or '' (exactly)
-- period_end (date): last day that the latest figure describes; null where none is reported
-- year (whole): year of period_end
-- month (whole): month of period_end, 1 to 12
-- actual (number): the latest figure; null where only a share is printed, and where none is reported
-- actual_qualifier (text): >=, >, <=, <, ~ or '' (exactly); null without actual
-- gap (number): target less actual in the same unit: what is missing yet; below 0 where more was done
-- printed_share (number): percentage of the plan as the bulletin prints it
-- computed_share (number): percentage of the plan, computed from actual and target
-- year_gone (number): percentage of the plan year gone by period_end
-- on_track (flag): whether the share is at least the part of the year gone; for an upper limit, whether it is kept; null where no share is known
-- expected_today (number): the part of the target that is due today (UTC), by the days of the plan year gone; null for an upper limit
-- days_since (whole): days from period_end to today (UTC): how old the latest figure is
-- certainty (text): how sure the reading of the latest figure is: proved, clear or doubtful
-- evidence (text): the words of the latest figure
-- sentence (text): the sentence that says it, or its row of a table
-- published_at (instant): when it was published
-- url (text): address of the page that gives it
-- indicator_id (whole): key of the indicator of the target
-- pledge_id (whole): key of the pledge
-- topic (text): the topic of what it counts; '' where it counts none of the concepts
-- topic_en (text): the same in English
-- concept (text): what it counts, the same in every city; '' where none of the concepts
-- concept_en (text): the same in English
WITH target AS (
    SELECT *
    FROM current_fact
    WHERE part = 'target'
        AND measure = 'target'
),
reported AS (
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
        progress.certainty,
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
    FROM target
    JOIN current_fact AS progress
        ON progress.pledge_id = target.pledge_id
        AND progress.target_indicator_id = target.indicator_id
    WHERE progress.part = 'progress'
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
        AND share.stage = latest.stage
        AND share.breakdown = latest.breakdown
    WHERE share.measure = 'pct_of_target'
),
measured AS (
    SELECT
        target.*,
        latest.fact_id AS progress_fact_id,
        latest.stage AS progress_stage,
        latest.breakdown AS progress_breakdown,
        latest.period_end AS progress_end,
        latest.certainty AS progress_certainty,
        latest.published_at AS progress_published_at,
        CASE WHEN latest.measure = 'actual' THEN latest.value END AS actual,
        CASE WHEN latest.measure = 'actual' THEN latest.qualifier END AS actual_qualifier,
        printed.value AS printed_share,
        latest.evidence AS progress_evidence,
        latest.url AS progress_url,
        CASE
            WHEN latest.measure = 'actual' AND latest.unit = target.unit
            THEN target.value - latest.value
        END AS gap,
        CASE
            WHEN latest.measure = 'actual' AND latest.unit = target.unit
            THEN ROUND(100.0 * latest.value / NULLIF(target.value, 0), 2)
        END AS computed_share,
        ROUND(100.0 * MONTH_OF(latest.period_end) / 12, 2) AS year_gone,
        DAY_NUMBER(:today) - DAY_NUMBER(target.period_end) AS days_over,
        CASE WHEN target.plan_year % 4 = 0 THEN 366 ELSE 365 END AS days
    FROM target
    LEFT JOIN latest
        ON latest.target_fact_id = target.fact_id
    LEFT JOIN printed
        ON printed.target_fact_id = latest.target_fact_id
        AND printed.fact_id = latest.fact_id
        AND printed.place = 1
)
SELECT
    measured.portal,
    measured.city,
    measured.province,
    measured.place_code,
    measured.level,
    measured.plan_year,
    measured.is_latest_plan,
    measured.pledge_number,
    measured.pledge_text,
    measured.responsible,
    measured.target_number,
    measured.indicator,
    CAST(COALESCE(NULLIF(measured.progress_stage, ''), measured.stage) AS TEXT) AS stage,
    CAST(COALESCE(NULLIF(measured.progress_breakdown, ''), measured.breakdown) AS TEXT)
        AS breakdown,
    measured.unit,
    CAST(measured.value AS :number) AS target,
    measured.qualifier AS target_qualifier,
    measured.progress_end AS period_end,
    CAST(YEAR_OF(measured.progress_end) AS :whole) AS year,
    CAST(MONTH_OF(measured.progress_end) AS :whole) AS month,
    CAST(measured.actual AS :number) AS actual,
    CAST(measured.actual_qualifier AS TEXT) AS actual_qualifier,
    CAST(measured.gap AS :number) AS gap,
    CAST(measured.printed_share AS :number) AS printed_share,
    CAST(measured.computed_share AS :number) AS computed_share,
    CAST(measured.year_gone AS :number) AS year_gone,
    CAST(
        CASE
            WHEN measured.qualifier IN ('<', '<=') THEN measured.computed_share <= 100
            ELSE COALESCE(measured.computed_share, measured.printed_share) >= measured.year_gone
        END AS :flag
    ) AS on_track,
    CAST(
        CASE
            WHEN measured.qualifier IN ('<', '<=') THEN NULL
            WHEN measured.days_over >= 0 THEN measured.value
            WHEN measured.days_over <= -measured.days THEN 0
            ELSE ROUND(
                measured.value * (measured.days + measured.days_over) / (1.0 * measured.days), 2
            )
        END AS :number
    ) AS expected_today,
    CAST(DAY_NUMBER(:today) - DAY_NUMBER(measured.progress_end) AS :whole) AS days_since,
    measured.progress_certainty AS certainty,
    measured.progress_evidence AS evidence,
    sentence_of.sentence,
    measured.progress_published_at AS published_at,
    measured.progress_url AS url,
    measured.indicator_id,
    measured.pledge_id,
    CAST(COALESCE(indicator_concept.topic, '') AS TEXT) AS topic,
    CAST(COALESCE(indicator_concept.topic_en, '') AS TEXT) AS topic_en,
    CAST(COALESCE(indicator_concept.concept, '') AS TEXT) AS concept,
    CAST(COALESCE(indicator_concept.concept_en, '') AS TEXT) AS concept_en
FROM measured
LEFT JOIN indicator_concept ON indicator_concept.indicator_id = measured.indicator_id
LEFT JOIN current_fact AS sentence_of ON sentence_of.fact_id = measured.progress_fact_id;
