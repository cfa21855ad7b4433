-- The flat rules written by hand. What is not known counts as no, as in any CASE without a branch
-- for it; consistency is left out.
WITH
answers AS (
    SELECT
        coalesce(arrest_made, false) AS arrest_made,
        coalesce(duplicate_record, false) AS duplicate_record,
        coalesce(sex_crime_against_minor, false) AS in_scope,
        coalesce(arrest_date BETWEEN DATE '2000-07-01' AND DATE '2001-06-30', false) AS in_year,
        coalesce(material_depicts_minor, false) AS depicts,
        coalesce(material_possessed OR material_distributed, false) AS held,
        coalesce(material_produced, false) AS produced,
        coalesce(material_received_online OR material_distributed_online
            OR material_arranged_online, false) AS moved,
        coalesce(material_digital, false) AS digital,
        coalesce(online_attempt, false) AS attempt,
        coalesce(victim_offended_against AND victim_age <= 17, false) AS minor_victim,
        coalesce(victim_identified, false) AS identified,
        coalesce(victim_contacted, false) AS contacted,
        coalesce(victim_solicited_online, false) AS victim_solicited,
        coalesce(victim_known, false) AS known,
        coalesce(victim_begun_online, false) AS begun,
        coalesce(victim_communication_online OR victim_exploited_online, false) AS furthered,
        coalesce(victim_images_digital, false) AS images,
        coalesce(victim_images_made, false) AS images_made,
        coalesce(role_law_enforcement, false) AS officer,
        coalesce(role_minor_persona, false) AS persona,
        coalesce(role_assumed_identity, false) AS assumed,
        coalesce(role_online, false) AS role_online,
        coalesce(role_solicited, false) AS role_solicited
    FROM records
),
terms AS (
    SELECT
        *,
        begun OR victim_solicited OR (known AND furthered) OR (images AND images_made) AS crime,
        officer AND persona AND role_online AND role_solicited AS persona_solicited,
        arrest_made AND NOT duplicate_record AND in_scope AND in_year
            AND (minor_victim OR persona OR (depicts AND (held OR produced)))
            AND ((minor_victim AND (begun OR (known AND furthered) OR images)) OR role_online
                OR (depicts AND (moved OR digital))) AS eligible
    FROM answers
),
claims AS (
    SELECT *, minor_victim AND identified AND contacted AND crime AS qualifying FROM terms
)
SELECT
    CASE
        WHEN NOT eligible THEN 'not-eligible'
        WHEN qualifying OR (officer AND assumed AND role_online) THEN
            CASE
                WHEN qualifying AND begun THEN 'identified-victim.internet-initiated'
                WHEN qualifying AND known THEN 'identified-victim.family-or-prior-acquaintance'
                ELSE 'identified-victim.subtype-not-determined'
            END
        WHEN persona_solicited THEN 'undercover-solicitation'
        WHEN depicts AND held AND NOT produced AND NOT attempt
            AND NOT (minor_victim AND victim_solicited) THEN 'possession-or-distribution'
        WHEN minor_victim AND identified AND crime THEN 'gap.identified-not-contacted'
        WHEN produced THEN 'gap.produced-without-identified-victim'
        WHEN attempt OR (minor_victim AND NOT identified AND victim_solicited)
            THEN 'gap.attempt-on-unidentified-child'
        WHEN officer AND role_solicited AND NOT persona THEN 'gap.undercover-adult-role'
        ELSE 'gap.other'
    END AS placement
FROM claims
