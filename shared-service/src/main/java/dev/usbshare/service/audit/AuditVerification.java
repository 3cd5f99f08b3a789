package dev.usbshare.service.audit;

import org.jspecify.annotations.Nullable;

/**
 * What a look at the whole log found.
 *
 * @param intact whether no sign of tampering was found; {@link AuditVerifier} says which there are
 * @param records how many there are, up to the first sign
 * @param head the hash of the last of them; noted elsewhere, it can be asked for later
 * @param problem the first sign, null if there is none
 * @param record the record it is at, null if there is none
 * @param expectedAt the record that has the expected hash, null if none was given or none has it
 */
record AuditVerification(
        boolean intact,
        long records,
        String head,
        @Nullable String problem,
        @Nullable Long record,
        @Nullable Long expectedAt) {}
