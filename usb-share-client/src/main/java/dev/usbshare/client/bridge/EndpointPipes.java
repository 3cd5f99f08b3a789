package dev.usbshare.client.bridge;

import dev.usbshare.quic.StreamPriority;
import dev.usbshare.usb.ConfigurationDescriptor;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.InterfaceDescriptor;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import dev.usbshare.wire.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The pipes of one device: opens each once, and does to all of them what concerns all.
 *
 * <p><b>Confinement</b>: the bridge's event loop.
 */
final class EndpointPipes {

    private final DeviceBridge bridge;
    private final ServerAnswers answers;
    private final EndpointStreams streams;
    private final Map<EndpointAddress, EndpointPipe> pipes = new LinkedHashMap<>();
    private final List<EndpointPipe> dirty = new ArrayList<>();
    private int unwritable;
    private long unlinks;

    EndpointPipes(DeviceBridge bridge, ServerAnswers answers, EndpointStreams streams) {
        this.bridge = bridge;
        this.answers = answers;
        this.streams = streams;
    }

    /** Opens the control endpoint's pipe and those of a configuration; the stage ends when all are open. */
    CompletableFuture<Void> open(ConfigurationDescriptor configuration) {
        List<CompletableFuture<Void>> opening = new ArrayList<>();
        openOnce(EndpointAddress.CONTROL, TransferType.CONTROL, opening);
        for (InterfaceDescriptor setting : configuration.interfaces()) {
            for (EndpointDescriptor endpoint : setting.endpoints()) {
                openOnce(endpoint.address(), endpoint.type(), opening);
            }
        }
        return CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new));
    }

    /** An endpoint's pipe; frames sent before its stream is open wait in it. */
    EndpointPipe pipe(EndpointAddress endpoint, TransferType type) {
        openOnce(endpoint, type, new ArrayList<>());
        return Objects.requireNonNull(pipes.get(endpoint));
    }

    private void openOnce(EndpointAddress endpoint, TransferType type, List<CompletableFuture<Void>> opening) {
        if (pipes.containsKey(endpoint)) {
            return;
        }
        var pipe = new EndpointPipe(endpoint, bridge, answers);
        pipes.put(endpoint, pipe);
        opening.add(pipe.open(streams, StreamPriority.of(type))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure;
                        bridge.end(new BridgeEnd.StreamLost(
                                "open the stream of endpoint " + endpoint + ": " + cause.getMessage()));
                    }
                })
                .toCompletableFuture());
    }

    /** Sends an unlink. */
    void unlink(EndpointPipe pipe, int urbId) {
        unlinks++;
        pipe.unlink(urbId);
    }

    /** Has an endpoint's next URB wait on the server for whatever the other streams have sent before it. */
    void fenceAll(EndpointPipe pipe) {
        raise(pipe, EndpointPipe::hasUnacknowledged, EndpointPipe::mark);
    }

    /** Has an endpoint's next URB wait on the server for the unlinks that the other streams have sent before it. */
    void fenceUnlinks(EndpointPipe pipe) {
        if (!pipe.isFenced(unlinks)) {
            raise(pipe, EndpointPipe::hasUnacknowledgedUnlink, EndpointPipe::unlinkMark);
        }
    }

    private void raise(
            EndpointPipe waiting, Predicate<EndpointPipe> concerned, Function<EndpointPipe, Frame.Mark> position) {
        List<Frame.Mark> marks = pipes.values().stream()
                .filter(pipe -> pipe != waiting && concerned.test(pipe))
                .map(position)
                .toList();
        if (!marks.isEmpty()) {
            waiting.fence(marks);
        }
        waiting.fenced(unlinks);
    }

    /** The pipes of the endpoints that begin anew with a trapped request. */
    List<EndpointPipe> begunAnewBy(SetupPacket setup, ActiveSetting setting) {
        if (setup.isClearHalt()) {
            int address = setup.index() & 0xff;
            return EndpointAddress.isValid(address) ? existing(List.of(new EndpointAddress(address))) : List.of();
        }
        return setup.isSetInterface()
                ? existing(setting.endpointsOf(setup.index() & 0xff))
                : List.copyOf(pipes.values());
    }

    private List<EndpointPipe> existing(List<EndpointAddress> endpoints) {
        return endpoints.stream().map(pipes::get).filter(Objects::nonNull).toList();
    }

    /** Counts a stream that became writable or unwritable. */
    void writabilityChanged(boolean writable) {
        unwritable += writable ? -1 : 1;
    }

    boolean areAllWritable() {
        return unwritable == 0;
    }

    void setReading(boolean reading) {
        pipes.values().forEach(pipe -> pipe.setReading(reading));
    }

    /** The pipe has something to flush; said once until it was flushed. */
    void flushLater(EndpointPipe pipe) {
        dirty.add(pipe);
    }

    void flush() {
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).flush();
        }
        dirty.clear();
    }

    void close() {
        pipes.values().forEach(EndpointPipe::close);
    }
}
