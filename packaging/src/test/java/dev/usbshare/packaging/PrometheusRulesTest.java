package dev.usbshare.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.usbshare.packaging.Command.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules as Prometheus' own tool reads them, and when they fire. Needs {@code promtool}. */
class PrometheusRulesTest {

    @BeforeEach
    void needsPromtool() {
        boolean there = Command.isThere("promtool");
        if ("1".equals(System.getenv("USB_SHARE_REQUIRE_PROMETHEUS"))) {
            assertThat(there).as("promtool is required here").isTrue();
        }
        assumeTrue(there, "promtool is not installed (Debian: prometheus)");
    }

    private static void assertPasses(String... command) throws Exception {
        Outcome outcome = Command.run(command);

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("SUCCESS").doesNotContain("FAILED");
    }

    @Test
    void rules_areUnderstood() throws Exception {
        assertPasses("promtool", "check", "rules", "--lint-fatal", "../config/prometheus/usb-share.rules.yml");
    }

    @Test
    void scrapeSettings_areUnderstood_andFindTheRules() throws Exception {
        assertPasses("promtool", "check", "config", "../config/prometheus/scrape.yml");
    }

    @Test
    void alerts_fireWhenTheyAreTo_andNotElse() throws Exception {
        assertPasses("promtool", "test", "rules", "src/test/prometheus/usb-share.rules.test.yml");
    }
}
