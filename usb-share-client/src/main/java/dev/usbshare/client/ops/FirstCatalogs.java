package dev.usbshare.client.ops;

import dev.usbshare.client.remote.RemoteListener;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.RefusalCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** What each server offers at first, or why it could not be reached. Thread-safe. */
final class FirstCatalogs implements RemoteListener {

    /** A server that has just been started may miss the first dial. */
    private static final int ATTEMPTS = 3;

    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<List<UsbDeviceInfo>>> byServer = new ConcurrentHashMap<>();

    CompletionStage<List<UsbDeviceInfo>> of(String server) {
        return promise(server);
    }

    @Override
    public void stateChanged(RemoteServer server, RemoteState state) {
        if (state instanceof RemoteState.Waiting(var reason, var retryIn)
                && failures.merge(server.address().name(), 1, Integer::sum) == ATTEMPTS) {
            promise(server.address().name()).completeExceptionally(new IOException(reason));
        }
    }

    @Override
    public void catalogChanged(RemoteServer server) {
        promise(server.address().name()).complete(server.catalog());
    }

    @Override
    public void leaseEnded(RemoteServer server, LeaseId lease, RefusalCode code, String detail) {}

    private CompletableFuture<List<UsbDeviceInfo>> promise(String server) {
        return byServer.computeIfAbsent(server, s -> new CompletableFuture<>());
    }
}
