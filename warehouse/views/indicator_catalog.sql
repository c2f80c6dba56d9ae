-- One row for each thing that is counted and has a figure now.
--
-- portal (text): short name of the portal
-- city (text): the city as its people write it
-- province (text): the province that the city is in; null where its code is not known
-- place_code (text): the city's code in GB/T 2260 (370200); null where it is not known
-- level (text): province, prefecture or county, by the code; null where it is not known
-- indicator (text): what is counted
-- stage (text): 开工 or 完工 where the count is of work at that stage, else ''
-- breakdown (text): the sub-group counted (二级, 退休人员), else ''
-- unit (text): unit that identifies the indicator
-- first_period (date): earliest period with a figure
-- last_period (date): latest period with a figure
-- first_plan_year (whole): earliest year whose plan counts it
-- last_plan_year (whole): latest year whose plan counts it
-- figures (whole): number of figures
-- wordings (whole): number of wordings that it appeared under
-- indicator_id (whole): key of the indicator
-- worded (text): every wording with the first and last month it was used for: 新增停车泊位 (2024-01 to 2024-12); …
-- topic (text): the topic of what it counts; '' where it counts none of the concepts
-- topic_en (text): the same in English
-- concept (text): what it counts, the same in every city; '' where none of the concepts
-- concept_en (text): the same in English
SELECT
    portal.name AS portal,
    portal.city,
    portal.province,
    portal.place_code,
    portal.level,
    indicator.label AS indicator,
    indicator.stage,
    indicator.breakdown,
    indicator.unit,
    CAST(known.first_period AS :date) AS first_period,
    CAST(known.last_period AS :date) AS last_period,
    CAST(known.first_plan_year AS :whole) AS first_plan_year,
    CAST(known.last_plan_year AS :whole) AS last_plan_year,
    CAST(known.figures AS :whole) AS figures,
    CAST(
        (
            SELECT COUNT(DISTINCT indicator_alias.wording)
            FROM indicator_alias
            WHERE indicator_alias.indicator_id = indicator.id
        ) AS :whole
    ) AS wordings,
    indicator.id AS indicator_id,
    CAST(
        (
            SELECT STRING_AGG(used.wording || ' (' || used.since || ' to ' || used.until || ')', '; ')
            FROM (
                SELECT
                    indicator_alias.wording,
                    SUBSTR(CAST(MIN(indicator_alias.first_period) AS TEXT), 1, 7) AS since,
                    SUBSTR(CAST(MAX(indicator_alias.last_period) AS TEXT), 1, 7) AS until
                FROM indicator_alias
                WHERE indicator_alias.indicator_id = indicator.id
                GROUP BY indicator_alias.wording
                ORDER BY MIN(indicator_alias.first_period), indicator_alias.wording
            ) AS used
        ) AS TEXT
    ) AS worded,
    CAST(COALESCE(indicator_concept.topic, '') AS TEXT) AS topic,
    CAST(COALESCE(indicator_concept.topic_en, '') AS TEXT) AS topic_en,
    CAST(COALESCE(indicator_concept.concept, '') AS TEXT) AS concept,
    CAST(COALESCE(indicator_concept.concept_en, '') AS TEXT) AS concept_en
FROM (
    SELECT
        fact.indicator_id,
        MIN(fact.period_end) AS first_period,
        MAX(fact.period_end) AS last_period,
        MIN(pledge.plan_year) AS first_plan_year,
        MAX(pledge.plan_year) AS last_plan_year,
        COUNT(fact.id) AS figures
    FROM fact
    JOIN pledge ON pledge.id = fact.pledge_id
    WHERE fact.recorded_to = :forever
        AND fact.reason <> 'withdrawn'
    GROUP BY fact.indicator_id
) AS known
JOIN indicator ON indicator.id = known.indicator_id
JOIN portal ON portal.id = indicator.portal_id
LEFT JOIN indicator_concept ON indicator_concept.indicator_id = indicator.id;
