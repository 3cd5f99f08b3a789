package dev.usbshare.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The device's side of USB Mass Storage Class, Bulk-Only Transport 1.0: command, data stage, status, one command at a
 * time.
 *
 * <p><b>Confinement</b>: the device's executor.
 *
 * <p>Where host and device disagree on the data stage (the thirteen cases of §6.7), the device stalls the pipe that the
 * host expects to use as soon as it has moved what it can, and then reports: a residue in cases 4, 5, 9 and 11, a phase error in
 * cases 2, 3, 7, 8, 10 and 13, where it moves nothing. An invalid wrapper stalls both pipes until the reset recovery
 * (§6.6.1).
 */
final class BulkOnlyTransport implements OutPipe.Sink {

    private static final int STATUS_SIGNATURE = 0x53425355;
    private static final int STATUS_BYTES = 13;
    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int PHASE_ERROR = 2;

    /** One operation on the medium: a whole command of the Linux driver at high speed (120 KiB). */
    private static final int CHUNK_BYTES = 128 << 10;
    /** Read from the medium ahead of the host. */
    private static final int MAX_QUEUED_BYTES = 2 * CHUNK_BYTES;

    private enum Phase {
        COMMAND,
        DATA_IN,
        DATA_OUT,
        STATUS,
        BROKEN
    }

    private final ScsiDisk disk;
    private final DriveIo io;
    private final EventExecutor executor;
    private final InPipe in;
    private final OutPipe out;

    private Phase phase = Phase.COMMAND;
    private @Nullable ByteBuf chunk;
    private boolean ioUnderWay;
    private int epoch;

    private int tag;
    private boolean hostReads;
    private long hostBytes;
    private long movedBytes;
    private long position;
    private long remainingBytes;
    private long queuedBytes;

    BulkOnlyTransport(ScsiDisk disk, DriveIo io, EventExecutor executor, InPipe in, OutPipe out) {
        this.disk = disk;
        this.io = io;
        this.executor = executor;
        this.in = in;
        this.out = out;
    }

    /** Bulk-Only Mass Storage Reset (§3.1): ready for the next command; halts stay until the host clears them. */
    void reset() {
        epoch++;
        ioUnderWay = false;
        queuedBytes = 0;
        phase = Phase.COMMAND;
        in.reset();
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }

    /** A cleared halt counts only after the reset if the wrapper was invalid. */
    void haltCleared() {
        if (phase == Phase.BROKEN) {
            breakDown();
        }
    }

    @Override
    public boolean isReady() {
        return switch (phase) {
            case COMMAND -> true;
            case DATA_OUT -> !ioUnderWay && remainingBytes > 0;
            case DATA_IN, STATUS, BROKEN -> false;
        };
    }

    @Override
    public void accept(ByteBuf data, boolean endsShort) {
        if (phase == Phase.DATA_OUT) {
            takeData(data, endsShort);
        } else {
            takeCommand(data);
        }
    }

    private void takeCommand(ByteBuf data) {
        Optional<CommandBlockWrapper> wrapper =
                data.readableBytes() == CommandBlockWrapper.BYTES ? CommandBlockWrapper.read(data) : Optional.empty();
        data.skipBytes(data.readableBytes());
        if (wrapper.isEmpty()) {
            breakDown();
            return;
        }
        CommandBlockWrapper command = wrapper.get();
        tag = command.tag();
        hostReads = command.in();
        hostBytes = command.transferBytes();
        movedBytes = 0;
        phase = Phase.STATUS;
        perform(disk.execute(command.unit(), command.commandBlock()));
    }

    private void perform(ScsiOutcome outcome) {
        switch (outcome) {
            case ScsiOutcome.Done() -> finish(PASSED);
            case ScsiOutcome.Failed() -> finish(FAILED);
            case ScsiOutcome.Flush() -> io.sync(executor, inThisEpoch(this::flushed));
            case ScsiOutcome.Reply(byte[] bytes) -> {
                if (agrees(true, bytes.length)) {
                    movedBytes = bytes.length;
                    in.send(Unpooled.wrappedBuffer(bytes), () -> {});
                    finish(PASSED);
                }
            }
            case ScsiOutcome.Read(long offset, long bytes) -> {
                if (agrees(true, bytes)) {
                    beginData(Phase.DATA_IN, offset, bytes);
                    fetch();
                }
            }
            case ScsiOutcome.Write(long offset, long bytes) -> {
                if (agrees(false, bytes)) {
                    beginData(Phase.DATA_OUT, offset, bytes);
                }
            }
        }
    }

    /** Whether the host will move these bytes this way; otherwise ends the command with a phase error. */
    private boolean agrees(boolean toHost, long bytes) {
        boolean agreed = hostReads == toHost && hostBytes >= bytes;
        if (!agreed) {
            finish(PHASE_ERROR);
        }
        return agreed;
    }

    private void beginData(Phase dataPhase, long offset, long bytes) {
        phase = dataPhase;
        position = offset;
        remainingBytes = bytes;
    }

    private void flushed(boolean ok) {
        if (!ok) {
            disk.fail(Sense.WRITE_ERROR);
        }
        finish(ok ? PASSED : FAILED);
    }

    private void fetch() {
        while (phase == Phase.DATA_IN && !ioUnderWay && queuedBytes < MAX_QUEUED_BYTES) {
            int bytes = (int) Math.min(CHUNK_BYTES, remainingBytes);
            int begunIn = epoch;
            ioUnderWay = true;
            io.read(position, bytes, executor, read -> {
                if (begunIn == epoch) {
                    fetched(read);
                } else if (read != null) {
                    read.release();
                }
            });
        }
    }

    private void fetched(@Nullable ByteBuf read) {
        ioUnderWay = false;
        if (read == null) {
            disk.fail(Sense.READ_ERROR);
            finish(FAILED);
            return;
        }
        int bytes = read.readableBytes();
        position += bytes;
        remainingBytes -= bytes;
        movedBytes += bytes;
        queuedBytes += bytes;
        if (remainingBytes == 0) {
            phase = Phase.STATUS;
        }
        in.send(read, () -> {
            queuedBytes -= bytes;
            fetch();
        });
        if (phase == Phase.STATUS) {
            finish(PASSED);
        } else {
            fetch();
        }
    }

    private void takeData(ByteBuf data, boolean endsShort) {
        if (chunk == null) {
            chunk = PooledByteBufAllocator.DEFAULT.directBuffer((int) Math.min(CHUNK_BYTES, remainingBytes));
        }
        int bytes = (int) Math.min(Math.min(chunk.writableBytes(), remainingBytes), data.readableBytes());
        chunk.writeBytes(data, bytes);
        remainingBytes -= bytes;
        movedBytes += bytes;
        boolean early = remainingBytes > 0 && endsShort && !data.isReadable();
        if (early || remainingBytes == 0 || chunk.readableBytes() == CHUNK_BYTES) {
            store(chunk, early);
        }
    }

    private void store(ByteBuf full, boolean early) {
        chunk = null;
        int wholeBlocks = full.readableBytes() / ScsiDisk.BLOCK_BYTES * ScsiDisk.BLOCK_BYTES;
        full.writerIndex(full.readerIndex() + wholeBlocks);
        ioUnderWay = true;
        long at = position;
        position += wholeBlocks;
        io.write(at, full, executor, inThisEpoch(ok -> stored(ok, early)));
    }

    private void stored(boolean ok, boolean early) {
        ioUnderWay = false;
        if (early) {
            // The host has nothing left to send, so there is nothing to stall.
            disk.fail(ok ? Sense.DATA_PHASE_ERROR : Sense.WRITE_ERROR);
            report(FAILED);
        } else if (!ok) {
            disk.fail(Sense.WRITE_ERROR);
            finish(FAILED);
        } else if (remainingBytes == 0) {
            finish(PASSED);
        } else {
            out.pump();
        }
    }

    /** Stalls what the host still expects to move, then reports. */
    private void finish(int status) {
        long residueBytes = hostBytes - movedBytes;
        if (residueBytes > 0 && hostReads) {
            in.haltAfterSent();
        } else if (residueBytes > 0) {
            out.halt();
        }
        report(status);
    }

    private void report(int status) {
        phase = Phase.STATUS;
        ByteBuf wrapper = Unpooled.buffer(STATUS_BYTES, STATUS_BYTES)
                .writeIntLE(STATUS_SIGNATURE)
                .writeIntLE(tag)
                .writeIntLE((int) (hostBytes - movedBytes))
                .writeByte(status);
        in.send(wrapper, () -> {
            phase = Phase.COMMAND;
            out.pump();
        });
    }

    private void breakDown() {
        phase = Phase.BROKEN;
        in.halt();
        out.halt();
    }

    private Consumer<Boolean> inThisEpoch(Consumer<Boolean> action) {
        int begunIn = epoch;
        return ok -> {
            if (begunIn == epoch) {
                action.accept(ok);
            }
        };
    }
}
