package dev.usbshare.server.relay;

import dev.usbshare.server.relay.TlsFiles.Loaded;
import io.netty.handler.ssl.SslContext;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that new connections are shown: that in the files. What is wrong in them is logged, once, and what was right before stays
 * in use. Thread-safe; {@link #check} blocks.
 */
final class TlsReload implements Supplier<SslContext> {

    private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);

    private final TlsFiles files;
    private volatile Loaded loaded;
    private String complaint = "";

    TlsReload(TlsFiles files) throws TlsFilesException {
        this.files = files;
        this.loaded = files.load();
    }

    @Override
    public SslContext get() {
        return loaded.context();
    }

    Instant expires() {
        return loaded.expires();
    }

    /** Looks whether the files have changed. */
    synchronized void check() {
        try {
            if (!files.written().equals(loaded.written())) {
                loaded = files.load();
                LOG.atInfo().addKeyValue("expires", loaded.expires()).log("The relay's certificate is a new one");
            }
            complaint = "";
        } catch (TlsFilesException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(complaint)) {
                complaint = message;
                LOG.atWarn()
                        .addKeyValue("expires", loaded.expires())
                        .log("The relay's certificate stays the earlier one: {}", message);
            }
        }
    }
}
