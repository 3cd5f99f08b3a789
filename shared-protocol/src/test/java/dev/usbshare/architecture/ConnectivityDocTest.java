package dev.usbshare.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.path.Directness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/connectivity.md} to the code: every reason why a way is not direct is explained, and no other. */
class ConnectivityDocTest {

    private static final Path PAGE = Path.of("../docs/connectivity.md");
    private static final Pattern REASON = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");

    @Test
    void everyReason_isExplained() throws IOException {
        assertThat(REASON.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Directness.Reason.values())
                        .filter(reason -> reason != Directness.Reason.IS_DIRECT)
                        .map(reason -> reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList());
    }
}
