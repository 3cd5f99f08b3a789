package dev.usbshare.service.meters;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Meters of what comes and goes, of each device or peer its own: made when they are first asked for, removed with what they are about. At most
 * {@value #MAX_NAMES} have their own at a time; all beyond that share one set, whose tags are {@value #OTHER} and which remains. So whoever
 * plugs in a thousand devices costs no more than {@value #MAX_NAMES}.
 *
 * <p>Thread-safe.
 *
 * @param <M> the meters of one
 */
public final class NamedMeters<M> {

    /** More than anybody has at one place; each is some dozen lines of a scrape. */
    public static final int MAX_NAMES = 64;

    /** The tag of those that have no meters of their own. */
    public static final String OTHER = "other";

    private record Own<M>(MeterGroup group, M meters) {}

    private final MeterRegistry registry;
    private final List<KeyName> keys;
    private final Function<MeterGroup, M> maker;
    private final Map<List<String>, Own<M>> named = new HashMap<>();
    private @Nullable M other;

    /**
     * @param keys the tags that tell them apart
     * @param maker registers the meters of one
     */
    public NamedMeters(MeterRegistry registry, List<KeyName> keys, Function<MeterGroup, M> maker) {
        this.registry = registry;
        this.keys = List.copyOf(keys);
        this.maker = maker;
    }

    /** @param name the values of the tags, in the order of the keys */
    public synchronized M of(String... name) {
        List<String> values = List.of(name);
        Own<M> own = named.get(values);
        if (own == null && named.size() < MAX_NAMES) {
            own = make(values, false);
            named.put(values, own);
        }
        return own != null ? own.meters() : others();
    }

    /** Those of whatever has none of its own. */
    public synchronized M others() {
        M shared = other;
        if (shared == null) {
            shared = make(keys.stream().map(key -> OTHER).toList(), true).meters();
            other = shared;
        }
        return shared;
    }

    private Own<M> make(List<String> values, boolean shared) {
        Tags tags = Tags.empty();
        for (int i = 0; i < keys.size(); i++) {
            tags = tags.and(keys.get(i).asString(), values.get(i));
        }
        var group = new MeterGroup(registry, tags, shared);
        return new Own<>(group, maker.apply(group));
    }

    /** They are gone; nothing happens if they have no meters of their own. */
    public synchronized void remove(String... name) {
        removeIf(List.of(name)::equals);
    }

    /** @param gone of the values of the tags */
    public synchronized void removeIf(Predicate<List<String>> gone) {
        named.entrySet().removeIf(entry -> {
            boolean is = gone.test(entry.getKey());
            if (is) {
                entry.getValue().group().remove();
            }
            return is;
        });
    }
}
