package dev.varve.k8s.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command that runs in a container, through the API server's exec. */
final class ExecProcess implements PodProcess {
    private final ExecWatch watch;

    private ExecProcess(ExecWatch watch) {
        this.watch = watch;
    }

    static ExecProcess start(
            KubernetesClient client,
            String namespace,
            String pod,
            String container,
            List<String> command)
            throws IOException {
        try {
            var resource = client.pods().inNamespace(namespace).withName(pod);
            ContainerResource target =
                    container.isEmpty() ? resource : resource.inContainer(container);
            return new ExecProcess(
                    target.redirectingInput()
                            .redirectingOutput()
                            .redirectingError()
                            .exec(command.toArray(String[]::new)));
        } catch (KubernetesClientException e) {
            throw new ClusterException(
                    e.getCode(),
                    e.getStatus() == null ? "" : String.valueOf(e.getStatus().getReason()),
                    "exec in " + namespace + "/" + pod + ": " + e.getMessage());
        }
    }

    @Override
    public OutputStream input() {
        return watch.getInput();
    }

    @Override
    public InputStream output() {
        return watch.getOutput();
    }

    @Override
    public InputStream errors() {
        return watch.getError();
    }

    @Override
    public OptionalInt await(Duration limit) throws IOException, InterruptedException {
        try {
            Integer code = watch.exitCode().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (code == null || code < 0) {
                throw new IOException("the connection to the command was lost before it ended");
            }
            return OptionalInt.of(code);
        } catch (TimeoutException e) {
            return OptionalInt.empty();
        } catch (ExecutionException e) {
            throw new IOException("the command's end cannot be learned: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
