package dev.usbshare.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.relay.RelayFrame.Ping;
import dev.usbshare.relay.RelayFrame.Pong;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The relay's certificate, and that it is read again. */
class TlsTest {

    private static final Instant FIRST = Instant.parse("2040-01-01T00:00:00Z");
    private static final Instant SECOND = Instant.parse("2041-01-01T00:00:00Z");
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private TlsFiles files;

    @BeforeEach
    void name() {
        files = new TlsFiles(directory.resolve("fullchain.pem"), directory.resolve("privkey.pem"));
    }

    @Test
    void node_entersOverTls() throws Exception {
        var certificate = TestCertificate.write(files, FIRST, WRITTEN);
        var trusting = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(certificate)
                .endpointIdentificationAlgorithm("")
                .build();

        try (var rig = new RelayRig(AccessPolicy.OPEN, RelayLimits.DEFAULT, files, false)) {
            NodeSide node = rig.enter(rig.way().with(trusting), NodeKey.generate());

            node.send(new Ping(1));
            assertThat(node.next()).isEqualTo(new Pong(1));
            assertThat(rig.server.certificateExpires()).contains(FIRST);
        }
    }

    @Test
    void renewedCertificate_isTaken_andABrokenOneIsNot() throws Exception {
        TestCertificate.write(files, FIRST, WRITTEN);
        var tls = new TlsReload(files);

        TestCertificate.write(files, SECOND, WRITTEN);
        tls.check();
        assertThat(tls.expires()).as("not written since").isEqualTo(FIRST);

        TestCertificate.write(files, SECOND, WRITTEN.plusSeconds(1));
        tls.check();
        assertThat(tls.expires()).isEqualTo(SECOND);

        Files.writeString(files.certificate(), "nonsense");
        tls.check();
        assertThat(tls.expires()).as("stays in use").isEqualTo(SECOND);
        Files.delete(files.certificate());
        tls.check();
        assertThat(tls.get()).isNotNull();
    }

    @Test
    void filesThatCannotBeUsed_areNamed() throws Exception {
        assertThatThrownBy(() -> new TlsReload(files))
                .isInstanceOf(TlsFilesException.class)
                .hasMessageContaining("fullchain.pem is not there");

        TestCertificate.write(files, FIRST, WRITTEN);
        Files.writeString(files.key(), "nonsense");
        assertThatThrownBy(() -> new TlsReload(files))
                .isInstanceOf(TlsFilesException.class)
                .hasMessageContaining("privkey.pem cannot be used: ");

        Files.writeString(files.certificate(), "");
        assertThatThrownBy(() -> new TlsReload(files))
                .isInstanceOf(TlsFilesException.class)
                .hasMessageContaining("fullchain.pem");
    }
}
