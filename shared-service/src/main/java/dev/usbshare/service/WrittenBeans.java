package dev.usbshare.service;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;

/**
 * The service's beans as code, which the build puts into the runnable jar: with them a start need not search the
 * configuration classes. Without them, as in tests, Spring searches.
 *
 * <p>Which beans there are is settled by the build then; their settings are not. {@code -Dspring.aot.enabled=false} makes
 * Spring search all the same.
 */
final class WrittenBeans {

    /** Spring's name for what it writes beside a main class. */
    private static final String SUFFIX = "__ApplicationContextInitializer.class";

    private WrittenBeans() {}

    /** @param main the program's main class, null when something else than a program starts the service */
    static void useIfPresent(@Nullable Class<?> main) {
        if (main != null
                && System.getProperty(AotDetector.AOT_ENABLED) == null
                && main.getResource(main.getSimpleName() + SUFFIX) != null) {
            System.setProperty(AotDetector.AOT_ENABLED, "true");
        }
    }
}
