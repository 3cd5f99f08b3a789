package dev.usbshare.server.ops;

import dev.usbshare.server.policy.PolicyForm;
import org.jspecify.annotations.Nullable;

/** A policy's rules as a person writes them into a request: what {@link PolicyForm} has, but the policy's name. */
record RuleTexts(
        String devices,
        @Nullable String peers,
        @Nullable String windows,
        @Nullable String maxLength,
        @Nullable String warnings,
        @Nullable String blockedClasses,
        @Nullable String idleTimeout,
        @Nullable String bytesPerSecond,
        @Nullable String takeOver,
        @Nullable String note) {

    PolicyForm of(String policy) {
        return new PolicyForm(
                policy,
                devices,
                peers,
                windows,
                maxLength,
                warnings,
                blockedClasses,
                idleTimeout,
                bytesPerSecond,
                takeOver,
                note);
    }
}
