package dev.varve.repo.admin;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** All counters, in Prometheus's text format. */
@Path("metrics")
public final class MetricsResource {
    private final PrometheusRegistry registry;
    private final PrometheusTextFormatWriter writer =
            PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();

    MetricsResource(PrometheusRegistry registry) {
        this.registry = registry;
    }

    @GET
    @Produces(PrometheusTextFormatWriter.CONTENT_TYPE)
    public byte[] metrics() throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream(1 << 15);
        writer.write(page, registry.scrape());
        return page.toByteArray();
    }
}
