package dev.usbshare.server.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Writes policies as a person does. */
final class PolicyText {

    /** @param rules pairs of a rule's name and its text */
    static PolicyForm form(String name, String devices, String... rules) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < rules.length; i += 2) {
            given.put(rules[i], rules[i + 1]);
        }
        var form = new PolicyForm(
                name,
                devices,
                given.remove("peers"),
                given.remove("windows"),
                given.remove("maxLength"),
                given.remove("warnings"),
                given.remove("blockedClasses"),
                given.remove("idleTimeout"),
                given.remove("bytesPerSecond"),
                given.remove("takeOver"),
                given.remove("note"));
        if (!given.isEmpty()) {
            throw new AssertionError("no such rules: " + given);
        }
        return form;
    }

    static DevicePolicy policy(String name, String devices, String... rules) {
        try {
            return form(name, devices, rules).read(Optional.empty());
        } catch (PolicyException e) {
            throw new AssertionError(e);
        }
    }

    private PolicyText() {}
}
