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
-- status (text): kept (the plan is reached; an upper limit, when the year is over), on_track, late, or unknown where no share is known; work begun that is to be finished is on_track at most
-- since (date): the first of the periods in a row that it stood so by; null where none is reported
-- counts (flag): whether the promise is counted by this row; one row of each promise is (work begun only where none is reported as done; then the worst), and none of a part
-- is_part (flag): whether it is a part of what the pledge promises in all: that of a district where the same row of the city is there, too
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
WITH measured AS (
    SELECT
        stood.portal AS of_portal,
        target.*,
        stood.fact_id AS progress_fact_id,
        stood.stage AS shown_stage,
        stood.breakdown AS shown_breakdown,
        stood.period_end AS progress_end,
        stood.year AS progress_year,
        stood.month AS progress_month,
        stood.actual,
        stood.printed_share,
        stood.computed_share,
        stood.year_gone,
        stood.status,
        stood.since,
        stood.counts,
        CASE WHEN stood.total_fact_id IS NULL THEN 0 ELSE 1 END AS part_of_total,
        DAY_NUMBER(:today) - DAY_NUMBER(target.period_end) AS days_over,
        CASE WHEN target.plan_year % 4 = 0 THEN 366 ELSE 365 END AS days
    FROM promise_month AS stood
    JOIN current_fact AS target ON target.fact_id = stood.target_fact_id
    WHERE stood.is_latest
)
SELECT
    measured.of_portal AS portal,
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
    CAST(measured.shown_stage AS TEXT) AS stage,
    CAST(measured.shown_breakdown AS TEXT) AS breakdown,
    measured.unit,
    CAST(measured.value AS :number) AS target,
    measured.qualifier AS target_qualifier,
    measured.progress_end AS period_end,
    measured.progress_year AS year,
    measured.progress_month AS month,
    CAST(measured.actual AS :number) AS actual,
    CAST(CASE WHEN latest.measure = 'actual' THEN latest.qualifier END AS TEXT) AS actual_qualifier,
    CAST(
        CASE WHEN latest.unit = measured.unit THEN measured.value - measured.actual END AS :number
    ) AS gap,
    CAST(measured.printed_share AS :number) AS printed_share,
    CAST(measured.computed_share AS :number) AS computed_share,
    CAST(measured.year_gone AS :number) AS year_gone,
    CAST(
        CASE
            WHEN measured.qualifier IN ('<', '<=') THEN measured.computed_share <= 100
            ELSE COALESCE(measured.computed_share, measured.printed_share) >= measured.year_gone
        END AS :flag
    ) AS on_track,
    CAST(measured.status AS TEXT) AS status,
    CAST(measured.since AS :date) AS since,
    CAST(measured.counts AS :flag) AS counts,
    CAST(measured.part_of_total = 1 AS :flag) AS is_part,
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
    latest.certainty,
    latest.evidence,
    CAST(
        (
            SELECT said.sentence
            FROM current_fact AS said
            WHERE said.fact_id = measured.progress_fact_id
        ) AS TEXT
    ) AS sentence,
    latest.published_at,
    CAST(
        (
            SELECT said.url
            FROM current_fact AS said
            WHERE said.fact_id = measured.progress_fact_id
        ) AS TEXT
    ) AS url,
    measured.indicator_id,
    measured.pledge_id,
    CAST(COALESCE(indicator_concept.topic, '') AS TEXT) AS topic,
    CAST(COALESCE(indicator_concept.topic_en, '') AS TEXT) AS topic_en,
    CAST(COALESCE(indicator_concept.concept, '') AS TEXT) AS concept,
    CAST(COALESCE(indicator_concept.concept_en, '') AS TEXT) AS concept_en
FROM measured
LEFT JOIN indicator_concept ON indicator_concept.indicator_id = measured.indicator_id
LEFT JOIN fact AS latest ON latest.id = measured.progress_fact_id;
