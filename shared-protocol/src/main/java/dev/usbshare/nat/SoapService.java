package dev.usbshare.nat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The service of a UPnP router that forwards ports: WANIPConnection or WANPPPConnection. */
final class SoapService {

    private static final int MAX_BYTES = 128 * 1024;
    private static final int SECONDS = 4;
    private static final String SERVICE = "urn:schemas-upnp-org:service:WAN(IP|PPP)Connection:[12]";
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(ProxySelector.of(null))
            .connectTimeout(Duration.ofSeconds(SECONDS))
            .build();

    private final URI control;
    private final String type;

    private SoapService(URI control, String type) {
        this.control = control;
        this.type = type;
    }

    /** @param description where a router describes itself */
    static SoapService at(URI description) throws IOException {
        Document document =
                xml(send(HttpRequest.newBuilder(description).GET().build(), 200).body());
        NodeList services = document.getElementsByTagName("service");
        for (int i = 0; i < services.getLength(); i++) {
            if (services.item(i) instanceof Element service
                    && text(service, "serviceType").matches(SERVICE)) {
                URI control;
                try {
                    control = description.resolve(text(service, "controlURL"));
                } catch (IllegalArgumentException e) {
                    continue;
                }
                if (description.getHost().equals(control.getHost()) && "http".equals(control.getScheme())) {
                    return new SoapService(control, text(service, "serviceType"));
                }
            }
        }
        throw new IOException("the router forwards no ports by UPnP");
    }

    InetAddress externalAddress() throws IOException {
        String text = text(call("GetExternalIPAddress", List.of()).getDocumentElement(), "NewExternalIPAddress");
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("the router tells no address of its own", e);
        }
    }

    /** @param lifetime zero for ever */
    void addPortMapping(int port, int external, Duration lifetime) throws IOException {
        var arguments = new ArrayList<>(mapping(external));
        arguments.add("<NewInternalPort>" + port + "</NewInternalPort>");
        arguments.add("<NewInternalClient>" + ownAddress() + "</NewInternalClient>");
        arguments.add("<NewEnabled>1</NewEnabled>");
        arguments.add("<NewPortMappingDescription>usb-share</NewPortMappingDescription>");
        arguments.add("<NewLeaseDuration>" + lifetime.toSeconds() + "</NewLeaseDuration>");
        call("AddPortMapping", arguments);
    }

    void deletePortMapping(int external) throws IOException {
        call("DeletePortMapping", mapping(external));
    }

    private static List<String> mapping(int external) {
        return List.of(
                "<NewRemoteHost></NewRemoteHost>",
                "<NewExternalPort>" + external + "</NewExternalPort>",
                "<NewProtocol>UDP</NewProtocol>");
    }

    private String ownAddress() throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(control.getHost()), 1));
            return socket.getLocalAddress().getHostAddress();
        }
    }

    private Document call(String action, List<String> arguments) throws IOException {
        String body = "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""
                + " s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><s:Body><u:" + action + " xmlns:u=\""
                + type
                + "\">" + String.join("", arguments) + "</u:" + action + "></s:Body></s:Envelope>";
        HttpRequest request = HttpRequest.newBuilder(control)
                .header("Content-Type", "text/xml; charset=\"utf-8\"")
                .header("SOAPAction", "\"" + type + "#" + action + "\"")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<byte[]> answer = send(request, 500);
        Document document = xml(answer.body());
        if (answer.statusCode() != 200) {
            String code = text(document.getDocumentElement(), "errorCode");
            throw new SoapException(action, code.matches("[0-9]{3}") ? code : "unknown");
        }
        return document;
    }

    /** Bounded in time and size, whatever the device does. */
    private static HttpResponse<byte[]> send(HttpRequest request, int also) throws IOException {
        var pending = HTTP.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            HttpResponse<byte[]> answer = pending.get(SECONDS, TimeUnit.SECONDS);
            if (answer.statusCode() != 200 && answer.statusCode() != also) {
                throw new IOException("the router answers with HTTP status " + answer.statusCode());
            }
            return answer;
        } catch (ExecutionException e) {
            throw new IOException("the router does not answer as it should: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("the router does not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            pending.cancel(true);
        }
    }

    /** Without anything that leads out of the document, or blows it up. */
    private static Document xml(byte[] bytes) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(
                    new String(bytes, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8)));
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("the router's answer is no XML", e);
        }
    }

    /** Of the first element of a name below; empty if there is none. */
    private static String text(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
