package dev.surprisal.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Certificates and a user for a broker on loopback, and what clients have to say to it.
 *
 * @param directory with a key store of the broker, one of a client, a trust store that holds both
 *     certificates, and one that lacks the broker's
 */
public record KafkaLogin(Path directory) {

    /** Of the user by SCRAM. */
    public static final String USER = "monitor";

    /** Its password. */
    public static final String PASSWORD = "hunter2-by-scram";

    /** Of every key store. */
    public static final String STORE_PASSWORD = "hunter2-of-the-store";

    private static final String TYPE = "PKCS12";

    /** Makes certificates below a folder. */
    public static KafkaLogin make(Path directory)
            throws IOException, InterruptedException, GeneralSecurityException {
        KafkaLogin login = new KafkaLogin(Files.createDirectories(directory));
        for (String owner : List.of("broker", "client")) {
            login.makeKey(owner);
        }
        login.trust("trusted", List.of("broker", "client"));
        login.trust("untrusting", List.of("client"));
        return login;
    }

    private void makeKey(String owner) throws IOException, InterruptedException {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                owner,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + owner,
                                "-ext",
                                "san=ip:127.0.0.1,dns:localhost",
                                "-storetype",
                                TYPE,
                                "-keystore",
                                store(owner),
                                "-storepass",
                                STORE_PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    private void trust(String name, List<String> owners)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(TYPE);
        trusted.load(null, null);
        for (String owner : owners) {
            KeyStore keys =
                    KeyStore.getInstance(
                            Path.of(store(owner)).toFile(), STORE_PASSWORD.toCharArray());
            trusted.setCertificateEntry(owner, keys.getCertificate(owner));
        }
        try (var out = Files.newOutputStream(Path.of(store(name)))) {
            trusted.store(out, STORE_PASSWORD.toCharArray());
        }
    }

    private String store(String name) {
        return directory.resolve(name + ".p12").toString();
    }

    /** What a broker with listeners SSL and SASL_SSL needs; SSL asks clients for a certificate. */
    Map<String, String> broker() {
        Map<String, String> properties = new HashMap<>(stores("broker", "trusted"));
        properties.put("listener.name.ssl.ssl.client.auth", "required");
        properties.put("sasl.enabled.mechanisms", "SCRAM-SHA-256");
        properties.put(
                "listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        return properties;
    }

    /** The user, for the broker's first start. */
    List<String> users() {
        return List.of("SCRAM-SHA-256=[name=%s,password=%s]".formatted(USER, PASSWORD));
    }

    /** A client that shows its certificate. */
    public Map<String, String> byCertificate() {
        Map<String, String> properties = new HashMap<>(stores("client", "trusted"));
        properties.put("security.protocol", "SSL");
        return properties;
    }

    /**
     * A client that shows a password.
     *
     * @param password as it stands in the login, quoted there
     */
    public Map<String, String> byPassword(String password) {
        Map<String, String> properties = new HashMap<>(trustStore("trusted"));
        properties.put("security.protocol", "SASL_SSL");
        properties.put("sasl.mechanism", "SCRAM-SHA-256");
        properties.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(USER, password));
        return properties;
    }

    /** The same client, which does not know the broker's certificate. */
    public Map<String, String> untrusting() {
        Map<String, String> properties = byPassword(PASSWORD);
        properties.putAll(trustStore("untrusting"));
        return properties;
    }

    private Map<String, String> stores(String keys, String trusted) {
        Map<String, String> properties = new HashMap<>(trustStore(trusted));
        properties.put("ssl.keystore.type", TYPE);
        properties.put("ssl.keystore.location", store(keys));
        properties.put("ssl.keystore.password", STORE_PASSWORD);
        properties.put("ssl.key.password", STORE_PASSWORD);
        return properties;
    }

    private Map<String, String> trustStore(String name) {
        return Map.of(
                "ssl.truststore.type", TYPE,
                "ssl.truststore.location", store(name),
                "ssl.truststore.password", STORE_PASSWORD);
    }
}
