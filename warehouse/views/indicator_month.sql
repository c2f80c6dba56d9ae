-- One row for each indicator and month with a figure of what was done: the latest of the month.
-- Bulletins count from the beginning of the year; in_month takes that apart.
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
-- unit (text): its unit
-- period_end (date): last day described
-- year (whole): year of period_end
-- month (whole): month of period_end, 1 to 12
-- value (number): what was done by period_end since the year began
-- qualifier (text): >=, >, <=, <, ~ or '' (exactly)
-- in_month (number): the month by itself: value less that of the month before; null where that month is not reported
-- period_before (date): last day that the figure before describes, of the same plan year; null for the first
-- since_before (number): value less that of period_before, for bulletins that come each quarter
-- year_before (number): the figure for the same month of the year before
-- yoy (number): change against the year before in percent
-- target (number): what was promised for the year; null where the figure measures no target
-- gap (number): target less actual in the same unit: what is missing yet; below 0 where more was done
-- computed_share (number): percentage of the plan, computed from actual and target
-- certainty (text): how sure the reading of the words is: proved by the bulletin's own arithmetic, clear, or doubtful
-- evidence (text): the words read
-- sentence (text): the sentence that says it, or its row of a table; null for readings before schema 0011
-- published_at (instant): when the portal published it
-- url (text): address of the page
-- indicator_id (whole): key of the indicator
-- pledge_id (whole): key of the pledge
WITH ranked AS (
    SELECT
        figure.*,
        ROW_NUMBER() OVER (
            PARTITION BY
                figure.indicator_id, figure.unit, figure.plan_year, figure.year, figure.month
            ORDER BY figure.period_end DESC, figure.fact_id DESC
        ) AS place
    FROM current_fact AS figure
    WHERE figure.part = 'progress'
        AND figure.measure = 'actual'
),
monthly AS (
    SELECT
        ranked.*,
        LAG(ranked.period_end) OVER same_year AS period_before,
        LAG(ranked.value) OVER same_year AS value_before
    FROM ranked
    WHERE ranked.place = 1
    WINDOW same_year AS (
        PARTITION BY ranked.indicator_id, ranked.unit, ranked.plan_year
        ORDER BY ranked.period_end
    )
),
promised AS (
    SELECT
        current_fact.indicator_id,
        current_fact.pledge_id,
        current_fact.unit,
        current_fact.value,
        ROW_NUMBER() OVER (
            PARTITION BY current_fact.indicator_id, current_fact.pledge_id
            ORDER BY current_fact.period_end, current_fact.fact_id
        ) AS place
    FROM current_fact
    WHERE current_fact.part = 'target'
        AND current_fact.measure = 'target'
)
SELECT
    monthly.portal,
    monthly.city,
    monthly.province,
    monthly.place_code,
    monthly.level,
    monthly.plan_year,
    monthly.is_latest_plan,
    monthly.pledge_number,
    monthly.pledge_text,
    monthly.responsible,
    monthly.indicator,
    monthly.stage,
    monthly.breakdown,
    monthly.unit,
    monthly.period_end,
    monthly.year,
    monthly.month,
    monthly.value,
    monthly.qualifier,
    CAST(
        CASE
            WHEN monthly.month = 1 AND monthly.year = monthly.plan_year THEN monthly.value
            WHEN 12 * monthly.year + monthly.month
                = 12 * YEAR_OF(monthly.period_before) + MONTH_OF(monthly.period_before) + 1
            THEN monthly.value - monthly.value_before
        END AS :number
    ) AS in_month,
    CAST(monthly.period_before AS :date) AS period_before,
    CAST(monthly.value - monthly.value_before AS :number) AS since_before,
    CAST(earlier.value AS :number) AS year_before,
    CAST(
        ROUND(100.0 * (monthly.value - earlier.value) / NULLIF(earlier.value, 0), 2) AS :number
    ) AS yoy,
    CAST(promised.value AS :number) AS target,
    CAST(promised.value - monthly.value AS :number) AS gap,
    CAST(ROUND(100.0 * monthly.value / NULLIF(promised.value, 0), 2) AS :number)
        AS computed_share,
    monthly.certainty,
    monthly.evidence,
    monthly.sentence,
    monthly.published_at,
    monthly.url,
    monthly.indicator_id,
    monthly.pledge_id
FROM monthly
LEFT JOIN monthly AS earlier
    ON earlier.indicator_id = monthly.indicator_id
    AND earlier.unit = monthly.unit
    AND earlier.plan_year = monthly.plan_year - 1
    AND earlier.year = monthly.year - 1
    AND earlier.month = monthly.month
LEFT JOIN promised
    ON promised.indicator_id = monthly.target_indicator_id
    AND promised.pledge_id = monthly.pledge_id
    AND promised.unit = monthly.unit
    AND promised.place = 1;
