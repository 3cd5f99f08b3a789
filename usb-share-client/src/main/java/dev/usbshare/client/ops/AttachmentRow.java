package dev.usbshare.client.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.client.attachment.AttachmentState;
import dev.usbshare.client.attachment.AttachmentView;
import dev.usbshare.service.meters.LatencyRow;
import org.jspecify.annotations.Nullable;

/**
 * An attachment as the management side shows it.
 *
 * @param state leasing, queued, preparing, attached or ended
 * @param port of the virtual host controller; null until it is attached
 * @param position in the queue, 1 for the next, with who has the device; null if not queued
 * @param notice what the server last said that a person should know; null if nothing
 * @param urbs ended so far
 * @param bytes moved so far, in and out together
 * @param latency how long URBs took lately, from the kernel's request to its answer; null if there were none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AttachmentRow(
        int id,
        String server,
        String busId,
        String usbId,
        String product,
        String state,
        @Nullable Integer port,
        @Nullable Integer position,
        @Nullable String holder,
        @Nullable String notice,
        long urbs,
        long bytes,
        long bytesIn,
        long bytesOut,
        @Nullable LatencyRow latency,
        int inFlightUrbs) {

    static AttachmentRow of(AttachmentView view) {
        AttachmentState state = view.state();
        String text = switch (state) {
            case AttachmentState.Leasing() -> "leasing";
            case AttachmentState.Queued ignored -> "queued";
            case AttachmentState.Preparing() -> "preparing";
            case AttachmentState.Attached ignored -> "attached";
            case AttachmentState.Ended ignored -> "ended";
        };
        return new AttachmentRow(
                view.id(),
                view.server(),
                view.device().busId().value(),
                view.device().usbId(),
                view.device().product(),
                text,
                state instanceof AttachmentState.Attached(var port) ? port : null,
                state instanceof AttachmentState.Queued q ? q.position() : null,
                state instanceof AttachmentState.Queued q ? q.holder() : null,
                view.notice().isEmpty() ? null : view.notice(),
                view.traffic().urbs(),
                view.traffic().bytesIn() + view.traffic().bytesOut(),
                view.traffic().bytesIn(),
                view.traffic().bytesOut(),
                view.traffic().latency(),
                view.traffic().inFlightUrbs());
    }
}
