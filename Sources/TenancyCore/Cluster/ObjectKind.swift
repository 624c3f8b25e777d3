// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

/// A kind of object in the cluster that is looked at.
package enum ObjectKind: String, Sendable, CaseIterable {
    // What is rendered.
    case namespace = "Namespace"
    case resourceQuota = "ResourceQuota"
    case limitRange = "LimitRange"
    case networkPolicy = "NetworkPolicy"
    case clusterUserDefinedNetwork = "ClusterUserDefinedNetwork"
    case routeAdvertisements = "RouteAdvertisements"
    case egressIP = "EgressIP"
    case egressService = "EgressService"
    case egressFirewall = "EgressFirewall"
    case networkQoS = "NetworkQoS"
    case clusterNetworkConnect = "ClusterNetworkConnect"
    case vtep = "VTEP"
    case frrConfiguration = "FRRConfiguration"
    case ipAddressPool = "IPAddressPool"
    case bgpPeer = "BGPPeer"
    case bgpAdvertisement = "BGPAdvertisement"
    case l2Advertisement = "L2Advertisement"
    case bfdProfile = "BFDProfile"
    case community = "Community"
    // What the components say.
    case configurationState = "ConfigurationState"
    case frrNodeState = "FRRNodeState"
    case bgpSessionState = "BGPSessionState"
    case service = "Service"
    case application = "Application"
    case kustomization = "Kustomization"
}
