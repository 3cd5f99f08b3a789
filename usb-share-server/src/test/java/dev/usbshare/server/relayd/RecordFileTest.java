package dev.usbshare.server.relayd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.lookup.PkarrPacket;
import dev.usbshare.server.relay.RecordStore.Kept;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {

    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01Z");

    @TempDir
    Path directory;

    private Path path() {
        return directory.resolve("records");
    }

    private RecordFile file() {
        return new RecordFile(path(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static Kept kept(Instant since) {
        return new Kept(PkarrPacket.sign(NodeKey.generate(), 7, NodeAddresses.NONE), since);
    }

    @Test
    void records_areReadAgain_inTheirOrder() {
        var records = List.of(kept(NOW.minusSeconds(2)), kept(NOW.minusSeconds(1)));

        file().write(records);

        assertThat(file().read()).isEqualTo(records);
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void noFile_isNoRecord() {
        assertThat(file().read()).isEmpty();
    }

    @Test
    void recordFromTheFuture_cameAtTheLatestNow() {
        file().write(List.of(kept(NOW.plusSeconds(60))));

        assertThat(file().read().getFirst().since()).isEqualTo(NOW);
    }

    @Test
    void damagedFile_givesWhatStandsBeforeTheDamage() throws Exception {
        var records = List.of(kept(NOW), kept(NOW));
        file().write(records);
        byte[] bytes = Files.readAllBytes(path());

        for (int length = 0; length < bytes.length; length++) {
            Files.write(path(), Arrays.copyOf(bytes, length));
            assertThat(file().read()).hasSizeLessThan(2);
        }
        bytes[bytes.length - 1] ^= 1;
        Files.write(path(), bytes);
        assertThat(file().read()).containsExactly(records.getFirst());
        bytes[0] ^= 1;
        Files.write(path(), bytes);
        assertThat(file().read()).isEmpty();
    }
}
