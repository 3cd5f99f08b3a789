package dev.usbshare.client.dashboard;

import dev.usbshare.dashboard.Call;
import dev.usbshare.dashboard.Dialog.Wish;
import dev.usbshare.dashboard.Form;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The dialog that adds a server: by a ticket, by {@code ID@HOST}, or by a node id and an address. */
final class AddServer {

    private static final String NODE_ID = "[a-z2-7]{52}";

    private AddServer() {}

    static Form form() {
        return Form.of(
                "Add a server",
                "The server's operator gets a ticket with 't' in its dashboard, or with: usb-share-server tickets create",
                Form.field("Ticket or node id", "paste it; NODE-ID@HOST is fine too", ""),
                Form.field("Address", "HOST or HOST:PORT; a ticket has it", ""),
                Form.field("Name", "for you; a ticket has one", ""));
    }

    static Wish wish(List<String> texts) {
        String who = texts.get(0);
        String address = texts.get(1);
        String name = texts.get(2);
        if (who.isEmpty()) {
            return new Wish.Wrong("a ticket or a node id is needed");
        }
        int at = who.indexOf('@');
        if (at > 0) {
            address = who.substring(at + 1);
            who = who.substring(0, at);
        }
        boolean isId = who.toLowerCase(Locale.ROOT).matches(NODE_ID);
        if (isId && address.isEmpty()) {
            return new Wish.Wrong("with a node id, the server's address is needed too");
        }
        if (isId && name.isEmpty()) {
            return new Wish.Wrong("with a node id, a name is needed too");
        }
        var body = new HashMap<String, String>();
        if (isId) {
            body.putAll(Map.of("id", who, "address", address));
        } else {
            body.put("ticket", who);
        }
        if (!name.isEmpty()) {
            body.put("name", name);
        }
        return new Wish.Valid(Call.post("Added " + (name.isEmpty() ? "the server" : name), body, "servers"));
    }
}
