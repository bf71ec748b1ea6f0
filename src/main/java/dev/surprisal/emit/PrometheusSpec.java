package dev.surprisal.emit;

import java.io.Serializable;

/**
 * Where Prometheus reads a job's numbers.
 *
 * @param host address to listen on; loopback unless other machines are to read it
 * @param port first port to try; 0 for any that is free
 * @param portLast last port to try: as many as there are TaskManagers on one machine
 * @param labelSetsMax label sets a TaskManager keeps apart; the rest are counted as "other"
 */
public record PrometheusSpec(String host, int port, int portLast, int labelSetsMax)
        implements Serializable {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the value and what is allowed
     */
    public PrometheusSpec {
        KafkaSinkSpec.checkText("host of the metrics endpoint", host);
        if (port < 0 || portLast < port || portLast > 65_535 || (port == 0 && portLast > 0)) {
            throw new IllegalArgumentException(
                    "ports of the metrics endpoint are %d to %d, expected 1 to 65535, or 0 for any"
                            .formatted(port, portLast));
        }
        if (labelSetsMax < 1) {
            throw new IllegalArgumentException(
                    "greatest number of label sets is " + labelSetsMax + ", expected 1 or more");
        }
    }

    /** On loopback, ports 9404 to 9413, 1,000 label sets. */
    public static PrometheusSpec standard() {
        return new PrometheusSpec("127.0.0.1", 9404, 9413, 1000);
    }
}
