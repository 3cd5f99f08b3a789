package dev.usbshare.server.console;

import dev.usbshare.console.Invocation;
import dev.usbshare.console.Verb;
import java.util.Map;

/** The options of whatever says what a peer may do. */
final class PeerTermsOptions {

    private PeerTermsOptions() {}

    static Verb.Builder on(Verb.Builder verb) {
        return verb.option("name", "NAME", "what this server calls it")
                .option("notes", "TEXT", "a note for people")
                .option("grants", "PATTERNS", "which devices, such as '046d:*, 1-1.4'; all of them if not given")
                .option("expires", "WHEN", "30d, 2026-12-24T18:00:00Z or never");
    }

    static Map<String, Object> body(Invocation call) {
        return call.body("name", "name", "notes", "notes", "grants", "grants", "expires", "expires");
    }
}
