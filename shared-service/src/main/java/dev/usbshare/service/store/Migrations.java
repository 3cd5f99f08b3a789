package dev.usbshare.service.store;

import java.util.List;

/**
 * Which migrations make a service's schema: those of both services, and its own in {@code db/migration/NAME} of the class path.
 * Versions count through both.
 *
 * @param name {@code server} or {@code client}
 */
public record Migrations(String name) {

    /** In Flyway's form. */
    List<String> locations() {
        return List.of("classpath:db/migration/shared", "classpath:db/migration/" + name);
    }
}
