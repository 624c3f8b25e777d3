// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import CNetlink

/// The kernel's numbers, each in the width it has on the wire.
///
/// The importer gives every C enumeration another Swift type; call sites use these instead.
enum Wire {
    enum Message {
        static let error = UInt16(NLMSG_ERROR)
        static let done = UInt16(NLMSG_DONE)
        static let newLink = UInt16(RTM_NEWLINK)
        static let deleteLink = UInt16(RTM_DELLINK)
        static let getLink = UInt16(RTM_GETLINK)
        static let newLinkProperty = UInt16(RTM_NEWLINKPROP)
        static let deleteLinkProperty = UInt16(RTM_DELLINKPROP)
        static let newAddress = UInt16(RTM_NEWADDR)
        static let deleteAddress = UInt16(RTM_DELADDR)
        static let getAddress = UInt16(RTM_GETADDR)
        static let newRoute = UInt16(RTM_NEWROUTE)
        static let deleteRoute = UInt16(RTM_DELROUTE)
        static let getRoute = UInt16(RTM_GETROUTE)
        static let newRule = UInt16(RTM_NEWRULE)
        static let deleteRule = UInt16(RTM_DELRULE)
        static let getRule = UInt16(RTM_GETRULE)
        static let newNeighbour = UInt16(RTM_NEWNEIGH)
        static let getNeighbour = UInt16(RTM_GETNEIGH)
        static let newNextHop = UInt16(RTM_NEWNEXTHOP)
        static let deleteNextHop = UInt16(RTM_DELNEXTHOP)
    }

    enum Flag {
        static let request = UInt16(NLM_F_REQUEST)
        static let acknowledge = UInt16(NLM_F_ACK)
        static let dump = UInt16(NLM_F_ROOT | NLM_F_MATCH)
        static let dumpInterrupted = UInt16(NLM_F_DUMP_INTR)
        static let create = UInt16(NLM_F_CREATE)
        static let exclusive = UInt16(NLM_F_EXCL)
        static let replace = UInt16(NLM_F_REPLACE)
        static let append = UInt16(NLM_F_APPEND)
        static let capped = UInt16(NLM_F_CAPPED)
        static let acknowledgeAttributes = UInt16(NLM_F_ACK_TLVS)
    }

    /// Of nf_tables: the numbers of messages carry the subsystem's in their upper half.
    enum Filter {
        private static let subsystem = UInt16(NFNL_SUBSYS_NFTABLES) << 8
        static let newRule = subsystem | UInt16(NFT_MSG_NEWRULE.rawValue)
        static let getRule = subsystem | UInt16(NFT_MSG_GETRULE.rawValue)
        static let table = UInt16(NFTA_RULE_TABLE.rawValue)
        static let chain = UInt16(NFTA_RULE_CHAIN.rawValue)
        static let expressions = UInt16(NFTA_RULE_EXPRESSIONS.rawValue)
        static let name = UInt16(NFTA_EXPR_NAME.rawValue)
        static let data = UInt16(NFTA_EXPR_DATA.rawValue)
        static let metaKey = UInt16(NFTA_META_KEY.rawValue)
        static let metaEntryName = UInt32(NFT_META_IIFNAME.rawValue)
        static let compareOperation = UInt16(NFTA_CMP_OP.rawValue)
        static let compareData = UInt16(NFTA_CMP_DATA.rawValue)
        static let matchName = UInt16(NFTA_MATCH_NAME.rawValue)
        static let matchInfo = UInt16(NFTA_MATCH_INFO.rawValue)
        static let reversePathInverted = UInt8(XT_RPFILTER_INVERT)
        static let immediateData = UInt16(NFTA_IMMEDIATE_DATA.rawValue)
        static let verdict = UInt16(NFTA_DATA_VERDICT.rawValue)
        static let verdictCode = UInt16(NFTA_VERDICT_CODE.rawValue)
    }

    enum Attribute {
        /// NLA_TYPE_MASK: the two upper bits are flags.
        static let typeMask: UInt16 = 0x3fff
        static let nested: UInt16 = 0x8000
        static let errorMessage = UInt16(NLMSGERR_ATTR_MSG.rawValue)
    }

    enum Link {
        static let name = UInt16(IFLA_IFNAME)
        static let mtu = UInt16(IFLA_MTU)
        static let parent = UInt16(IFLA_LINK)
        static let master = UInt16(IFLA_MASTER)
        static let info = UInt16(IFLA_LINKINFO)
        static let alias = UInt16(IFLA_IFALIAS)
        static let group = UInt16(IFLA_GROUP)
        static let properties = UInt16(IFLA_PROP_LIST)
        static let alternativeName = UInt16(IFLA_ALT_IFNAME)
        static let extensionMask = UInt16(IFLA_EXT_MASK)
        static let parentNamespace = UInt16(IFLA_LINK_NETNSID)
        static let infoKind = UInt16(IFLA_INFO_KIND)
        static let infoData = UInt16(IFLA_INFO_DATA)
        static let vrfTable = UInt16(IFLA_VRF_TABLE)
        static let vlanID = UInt16(IFLA_VLAN_ID)
        static let vethPeer = UInt16(VETH_INFO_PEER)
        static let flagUp: UInt32 = 1
        static let skipStatistics = UInt32(RTEXT_FILTER_SKIP_STATS)
    }

    enum Neighbour {
        static let address = UInt16(NDA_DST)
        /// Reachable, delayed or probed.
        static let live = UInt16(NUD_REACHABLE | NUD_DELAY | NUD_PROBE)
    }

    enum Address {
        static let address = UInt16(IFA_ADDRESS)
        static let local = UInt16(IFA_LOCAL)
        static let flags = UInt16(IFA_FLAGS)
        static let protocolID = UInt16(IFA_PROTO)
        static let flagNoDetection = UInt32(IFA_F_NODAD)
    }

    enum Route {
        static let destination = UInt16(RTA_DST.rawValue)
        static let device = UInt16(RTA_OIF.rawValue)
        static let source = UInt16(RTA_SRC.rawValue)
        static let entry = UInt16(RTA_IIF.rawValue)
        static let gateway = UInt16(RTA_GATEWAY.rawValue)
        static let priority = UInt16(RTA_PRIORITY.rawValue)
        static let multipath = UInt16(RTA_MULTIPATH.rawValue)
        static let table = UInt16(RTA_TABLE.rawValue)
        static let via = UInt16(RTA_VIA.rawValue)
        static let nextHop = UInt16(RTA_NH_ID.rawValue)
        static let flagLookUpTable = UInt32(RTM_F_LOOKUP_TABLE)
        static let scopeUniverse = UInt8(RT_SCOPE_UNIVERSE.rawValue)
        static let scopeLink = UInt8(RT_SCOPE_LINK.rawValue)
        static let scopeNowhere = UInt8(RT_SCOPE_NOWHERE.rawValue)
    }

    enum Rule {
        static let priority = UInt16(FRA_PRIORITY)
        static let table = UInt16(FRA_TABLE)
        static let l3mdev = UInt16(FRA_L3MDEV)
        static let entry = UInt16(FRA_IIFNAME)
        static let protocolID = UInt16(FRA_PROTOCOL)
        static let suppressPrefixLength = UInt16(FRA_SUPPRESS_PREFIXLEN)
        static let suppressGroup = UInt16(FRA_SUPPRESS_IFGROUP)
    }
}
