-- One row for each indicator that counts a concept.
--
-- portal (text): short name of the portal
-- indicator_id (whole): key of the indicator
-- concept_key (text): key of the concept in concepts/
-- concept (text): what it counts, the same in every city
-- concept_en (text): the same in English
-- topic (text): the topic that the concept belongs to
-- topic_en (text): the same in English
-- concept_confidence (number): how sure it is, 0 to 1; 1 where a person decided
-- concept_reason (text): the words that decided, or why a person decided so
-- concept_decided_by (text): who decided; '' where the words did
SELECT
    portal.name AS portal,
    concept_assignment.indicator_id,
    concept.key AS concept_key,
    concept.name AS concept,
    concept.name_en AS concept_en,
    concept.topic,
    concept.topic_en,
    CAST(concept_assignment.confidence AS :number) AS concept_confidence,
    concept_assignment.reason AS concept_reason,
    CAST(COALESCE(concept_assignment.decided_by, '') AS TEXT) AS concept_decided_by
FROM concept_assignment
JOIN concept ON concept.key = concept_assignment.concept_key
JOIN indicator ON indicator.id = concept_assignment.indicator_id
JOIN portal ON portal.id = indicator.portal_id;
