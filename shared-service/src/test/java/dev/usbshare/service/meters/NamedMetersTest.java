package dev.usbshare.service.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes and goes leaves no meters behind, and no crowd of it can fill the registry. */
class NamedMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final NamedMeters<Counter> meters = new NamedMeters<>(
            registry, List.of(ServiceMeters.Tag.COMPONENT), group -> group.counter(ServiceMeters.MANAGEMENT_DENIED));

    private List<String> names() {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .map(id -> String.valueOf(id.getTag("component")))
                .sorted()
                .toList();
    }

    @Test
    void sameName_isTheSameMeter_untilItIsRemoved() {
        meters.of("1-1").increment();
        meters.of("1-1").increment();
        meters.of("1-2");

        assertThat(meters.of("1-1").count()).isEqualTo(2);
        assertThat(names()).containsExactly("1-1", "1-2");

        meters.remove("1-1");

        assertThat(names()).containsExactly("1-2");
        assertThat(meters.of("1-1").count()).isZero();
    }

    @Test
    void thoseBeyondTheBound_shareOne_andAPlaceThatIsLeftIsTaken() {
        for (int i = 0; i < NamedMeters.MAX_NAMES + 100; i++) {
            meters.of("1-" + i).increment();
        }

        assertThat(names()).hasSize(NamedMeters.MAX_NAMES + 1).contains("other").doesNotContain("1-64");
        assertThat(meters.of("1-163").count()).isEqualTo(100);

        meters.remove("1-163");
        meters.remove("1-0");
        meters.of("1-163").increment();

        assertThat(names()).hasSize(NamedMeters.MAX_NAMES + 1).contains("other", "1-163");
        assertThat(meters.of("1-163").count()).isEqualTo(1);
    }

    @Test
    void several_areRemovedAtOnce() {
        meters.of("1-1");
        meters.of("2-1");
        meters.of("2-2");

        meters.removeIf(name -> name.getFirst().startsWith("2-"));

        assertThat(names()).containsExactly("1-1");
    }
}
