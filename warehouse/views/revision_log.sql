-- One row for each figure that was changed or withdrawn after the warehouse first held it.
--
-- portal: short name of the portal
-- city: the city as its people write it
-- plan_year: the year promised for
-- pledge_number: number of the pledge in the bulletin
-- indicator: what is counted
-- stage: 开工 or 完工 where the count is of work at that stage
-- breakdown: the sub-group counted
-- period_end: last day described
-- measure: target, actual, pct_of_target, yoy…
-- revision: 2 for the first change of the figure
-- reason: why: portal_revision, reparse or withdrawn
-- value_before: the figure before; empty where it had been withdrawn
-- value_after: the figure after; empty where it was withdrawn
-- unit: unit of the figure after
-- recorded_at: when the warehouse learned of the change
-- published_at: when the portal published what holds since
-- evidence_before: the words read before
-- evidence_after: the words read after
-- title: title of the bulletin that changed it
-- url: address of the page that changed it
-- sha256_before: hash of the bytes read before
-- sha256_after: hash of the bytes read after
-- run_id: the run that recorded the change
SELECT
    later.portal,
    later.city,
    later.plan_year,
    later.pledge_number,
    later.indicator,
    later.stage,
    later.breakdown,
    later.period_end,
    later.measure,
    later.revision,
    later.reason,
    earlier.value AS value_before,
    later.value AS value_after,
    later.unit,
    later.recorded_from AS recorded_at,
    later.published_at,
    earlier.evidence AS evidence_before,
    later.evidence AS evidence_after,
    later.title,
    later.url,
    earlier.sha256 AS sha256_before,
    later.sha256 AS sha256_after,
    later.run_id
FROM fact_history AS later
JOIN fact_history AS earlier
    ON earlier.indicator_id = later.indicator_id
    AND earlier.period_end = later.period_end
    AND earlier.measure = later.measure
    AND earlier.revision = later.revision - 1;
