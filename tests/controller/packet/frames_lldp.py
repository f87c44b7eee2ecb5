"""A frame of link layer discovery with each kind of TLV; tshark reads it without a mark."""

FRAMES = {
    'lldp with every tlv': bytes.fromhex(
        '0180c200000e 020000000001 88cc'
        '0207 04 020000000001'  # chassis: a MAC address (IEEE 802.1AB, 8.5.2)
        '0409 05 67652d302f302f31'  # port: an interface name (8.5.3)
        '0602 0078'  # time to live (8.5.4)
        '080b 746f2074686520636f7265'  # descriptions and names (8.5.5 to 8.5.7)
        '0a06 656467652d31'
        '0c08 6120737769746368'
        '0e04 0014 0004'  # capabilities (8.5.8)
        '100f 05 01 0a000001 02 00000007 03 2b0601'  # management address with an object identifier (8.5.9)
        'fe06 0080c2 01 000a'  # port VLAN of IEEE 802.1, maximum frame size of IEEE 802.3 (8.6)
        'fe06 00120f 04 05dc'
        '0000'
    ),
}
