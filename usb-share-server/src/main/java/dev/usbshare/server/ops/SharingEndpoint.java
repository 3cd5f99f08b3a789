package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.catalog.Sharing;
import dev.usbshare.server.catalog.SharingEditor;
import dev.usbshare.server.catalog.SharingException;
import dev.usbshare.service.Answers;
import dev.usbshare.usb.DevicePattern;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.stereotype.Component;

/**
 * {@code sharing}: which patterns share devices, and whether new devices are shared. Changes one thing at a time: {@code
 * {"autoShare": "true"}}, {@code {"addFilter": "046d:*"}} or {@code {"removeFilter": "046d:*"}}.
 */
@Component
@Endpoint(id = "sharing")
final class SharingEndpoint {

    /**
     * @param filters patterns of people
     * @param settings patterns of the settings, and simulated devices
     */
    record Row(boolean autoShare, List<String> filters, List<String> settings) {}

    private final SharedDevices shared;
    private final SharingEditor editor;

    SharingEndpoint(SharedDevices shared, SharingEditor editor) {
        this.shared = shared;
        this.editor = editor;
    }

    @ReadOperation
    Row sharing() {
        Sharing now = shared.sharing();
        return new Row(now.autoShare(), texts(now.filters()), texts(now.configured()));
    }

    private static List<String> texts(List<DevicePattern> patterns) {
        return patterns.stream().map(DevicePattern::toString).toList();
    }

    @WriteOperation
    WebEndpointResponse<Object> change(
            @Nullable Boolean autoShare, @Nullable String addFilter, @Nullable String removeFilter) {
        try {
            if (autoShare != null && addFilter == null && removeFilter == null) {
                editor.autoShare(autoShare);
            } else if (autoShare == null && addFilter != null && removeFilter == null) {
                editor.addFilter(DevicePattern.parse(addFilter));
            } else if (autoShare == null && addFilter == null && removeFilter != null) {
                if (!editor.removeFilter(DevicePattern.parse(removeFilter))) {
                    return Answers.failure(Answers.NOT_FOUND, "there is no filter " + removeFilter);
                }
            } else {
                return Answers.failure(
                        Answers.BAD_REQUEST, "exactly one of autoShare, addFilter and removeFilter is needed");
            }
            return Answers.done(sharing());
        } catch (SharingException e) {
            return failure(e);
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e.getMessage());
        }
    }

    static WebEndpointResponse<Object> failure(SharingException e) {
        return Answers.failure(
                switch (e.kind()) {
                    case INVALID -> Answers.BAD_REQUEST;
                    case CONFLICT -> Answers.CONFLICT;
                    case NOT_KEPT -> Answers.UNAVAILABLE;
                },
                e.getMessage());
    }
}
