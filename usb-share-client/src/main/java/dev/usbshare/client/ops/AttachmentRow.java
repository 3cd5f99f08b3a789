package dev.usbshare.client.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.client.attachment.AttachmentState;
import dev.usbshare.client.attachment.AttachmentView;
import org.jspecify.annotations.Nullable;

/**
 * An attachment as the management side shows it.
 *
 * @param state leasing, preparing, attached or ended
 * @param port of the virtual host controller; null until it is attached
 * @param urbs ended so far
 * @param bytes moved so far
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
        long urbs,
        long bytes,
        int inFlightUrbs) {

    static AttachmentRow of(AttachmentView view) {
        AttachmentState state = view.state();
        String text = switch (state) {
            case AttachmentState.Leasing() -> "leasing";
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
                view.traffic().urbs(),
                view.traffic().bytes(),
                view.traffic().inFlightUrbs());
    }
}
