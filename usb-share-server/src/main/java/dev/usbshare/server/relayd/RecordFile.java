package dev.usbshare.server.relayd;

import dev.usbshare.identity.NodeId;
import dev.usbshare.lookup.PkarrException;
import dev.usbshare.lookup.PkarrPacket;
import dev.usbshare.server.relay.RecordStore.Kept;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes' records while the relay is down, so that a restart loses none. A loss would be no harm: nodes publish again every few
 * minutes. So whatever is wrong is logged, and the relay goes on.
 *
 * <p>Of each record: when it came (8 bytes, milliseconds), the node's id (32), the length (2), the signed payload; big-endian, after
 * eight bytes that say what the file is. Blocks.
 */
final class RecordFile {

    private static final Logger LOG = LoggerFactory.getLogger(RecordFile.class);

    /** "usbrec" and a version. */
    private static final long MAGIC = 0x7573_6272_6563_0001L;

    private final Path file;
    private final Clock clock;

    RecordFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** What was written last, oldest first; records that nobody signed are left out. */
    List<Kept> read() {
        var records = new ArrayList<Kept>();
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readLong() != MAGIC) {
                throw new IOException("it is no file of records");
            }
            while (true) {
                Instant since = Instant.ofEpochMilli(in.readLong());
                NodeId node = NodeId.of(in.readNBytes(NodeId.BYTES));
                byte[] payload = in.readNBytes(in.readUnsignedShort());
                Instant now = clock.instant();
                records.add(new Kept(PkarrPacket.verify(node, payload), since.isAfter(now) ? now : since));
            }
        } catch (EOFException | NoSuchFileException e) {
            return records;
        } catch (IOException | PkarrException | IllegalArgumentException e) {
            LOG.atWarn().addKeyValue("error", e).log("Records of nodes are read from {} only in part", file);
            return records;
        }
    }

    /** Replaces the file. */
    synchronized void write(List<Kept> records) {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)))) {
                out.writeLong(MAGIC);
                for (Kept kept : records) {
                    byte[] payload = kept.record().payload();
                    out.writeLong(kept.since().toEpochMilli());
                    out.write(kept.record().node().toBytes());
                    out.writeShort(payload.length);
                    out.write(payload);
                }
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("error", e).log("Records of nodes cannot be written to {}", file);
        }
    }
}
