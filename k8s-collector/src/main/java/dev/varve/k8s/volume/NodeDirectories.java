package dev.varve.k8s.volume;

import java.util.Map;

/** Where the kubelet has a Pod's volumes on a node. */
final class NodeDirectories {
    /** Names of the kubelet's plugins, by the member of a PersistentVolume's spec. */
    private static final Map<String, String> PLUGINS =
            Map.ofEntries(
                    Map.entry("nfs", "nfs"),
                    Map.entry("local", "local-volume"),
                    Map.entry("iscsi", "iscsi"),
                    Map.entry("fc", "fc"),
                    Map.entry("rbd", "rbd"),
                    Map.entry("cephfs", "cephfs"),
                    Map.entry("glusterfs", "glusterfs"),
                    Map.entry("cinder", "cinder"),
                    Map.entry("awsElasticBlockStore", "aws-ebs"),
                    Map.entry("gcePersistentDisk", "gce-pd"),
                    Map.entry("azureDisk", "azure-disk"),
                    Map.entry("azureFile", "azure-file"),
                    Map.entry("vsphereVolume", "vsphere-volume"),
                    Map.entry("portworxVolume", "portworx-volume"));

    private NodeDirectories() {}

    /**
     * The directory of a volume.
     *
     * @param kubelet the kubelet's root directory
     */
    static String of(String kubelet, String podUid, String source, String volumeName)
            throws VolumeException {
        String volumes = kubelet + "/pods/" + podUid + "/volumes/kubernetes.io~";
        if (source.equals("csi")) {
            return volumes + "csi/" + volumeName + "/mount";
        }
        String plugin = PLUGINS.get(source);
        if (plugin == null) {
            throw new VolumeException(
                    "where a kubelet has volumes of kind '" + source + "' is not known here");
        }
        return volumes + plugin + "/" + volumeName;
    }
}
