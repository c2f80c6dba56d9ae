-- One row for each thing that is counted and has a figure now.
--
-- portal: short name of the portal
-- city: the city as its people write it
-- indicator: what is counted
-- stage: 开工 or 完工 where the count is of work at that stage
-- breakdown: the sub-group counted
-- unit: unit that identifies the indicator
-- first_period: earliest period with a figure
-- last_period: latest period with a figure
-- first_plan_year: earliest year whose plan counts it
-- last_plan_year: latest year whose plan counts it
-- figures: number of figures
-- wordings: number of wordings that it appeared under
-- indicator_id: key of the indicator
-- worded: every wording with the first and last month it was used for: 新增停车泊位 (2024-01 to 2024-12); …
-- topic: the topic of what it counts; empty where it counts none of the concepts
-- topic_en: the same in English
-- concept: what it counts, the same in every city; empty where none of the concepts
-- concept_en: the same in English
SELECT
    portal.name AS portal,
    portal.city,
    indicator.label AS indicator,
    NULLIF(indicator.stage, '') AS stage,
    NULLIF(indicator.breakdown, '') AS breakdown,
    indicator.unit,
    MIN(fact.period_end) AS first_period,
    MAX(fact.period_end) AS last_period,
    MIN(pledge.plan_year) AS first_plan_year,
    MAX(pledge.plan_year) AS last_plan_year,
    COUNT(fact.id) AS figures,
    (
        SELECT COUNT(DISTINCT indicator_alias.wording)
        FROM indicator_alias
        WHERE indicator_alias.indicator_id = indicator.id
    ) AS wordings,
    indicator.id AS indicator_id,
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
    ) AS worded,
    indicator_concept.topic,
    indicator_concept.topic_en,
    indicator_concept.concept,
    indicator_concept.concept_en
FROM indicator
JOIN portal ON portal.id = indicator.portal_id
JOIN fact ON fact.indicator_id = indicator.id
JOIN pledge ON pledge.id = fact.pledge_id
LEFT JOIN indicator_concept ON indicator_concept.indicator_id = indicator.id
WHERE fact.recorded_to = :forever
    AND fact.reason <> 'withdrawn'
GROUP BY
    portal.name,
    portal.city,
    indicator.id,
    indicator_concept.topic,
    indicator_concept.topic_en,
    indicator_concept.concept,
    indicator_concept.concept_en;
