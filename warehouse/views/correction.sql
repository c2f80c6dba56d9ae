-- One row for each figure that a portal itself changed or withdrew after publication: of
-- revision_log what is not due to our reading.
--
-- portal (text): short name of the portal
-- city (text): the city as its people write it
-- province (text): the province that the city is in; null where its code is not known
-- place_code (text): the city's code in GB/T 2260 (370200); null where it is not known
-- level (text): province, prefecture or county, by the code; null where it is not known
-- plan_year (whole): the year promised for
-- pledge_number (whole): number of the pledge in the bulletin
-- responsible (text): the units that answer for the pledge, the leading one first, joined by 、; '' where none is named
-- indicator (text): what is counted
-- stage (text): 开工 or 完工 where the count is of work at that stage, else ''
-- breakdown (text): the sub-group counted (二级, 退休人员), else ''
-- period_end (date): last day described
-- year (whole): year of period_end
-- month (whole): month of period_end, 1 to 12
-- measure (text): target, actual, pct_of_target, yoy…
-- revision (whole): 2 for the first change of the figure
-- reason (text): portal_revision, or withdrawn
-- value_before (number): the figure before; null where it had been withdrawn
-- value_after (number): the figure after; null where it was withdrawn
-- delta (number): value_after less value_before, where both are there in one unit
-- delta_share (number): delta in percent of value_before
-- unit (text): unit of the figure after
-- unit_before (text): unit of the figure before
-- recorded_at (instant): when the warehouse learned of the change
-- published_at (instant): when the portal published what holds since
-- published_before (instant): when the portal had published what held before
-- evidence_before (text): the words read before; null where it had been withdrawn
-- evidence_after (text): the words read after; null where it was withdrawn
-- sentence_before (text): the sentence of then, or its row of a table; null for readings before schema 0011
-- sentence_after (text): the sentence of since then; null where it was withdrawn, and for readings before schema 0011
-- title (text): title of the bulletin that changed it
-- url (text): address of the page that changed it
-- sha256_before (text): hash of the bytes read before
-- sha256_after (text): hash of the bytes read after
-- certainty (text): how sure the reading of the figure after is: proved, clear or doubtful
-- run_id (text): the run that recorded the change
-- indicator_id (whole): key of the indicator
SELECT *
FROM revision_log
WHERE reason IN ('portal_revision', 'withdrawn')
    AND NOT EXISTS (
        SELECT 1
        FROM fact
        WHERE fact.indicator_id = revision_log.indicator_id
            AND fact.period_end = revision_log.period_end
            AND fact.measure = revision_log.measure
            AND fact.revision = revision_log.revision
            AND fact.decided_by IS NOT NULL
    );
