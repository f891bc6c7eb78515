// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice A voucher in calldata, with the fields of its tab: where it starts.
type VoucherView is uint256;

/// @notice Memory laid out once for hashing the vouchers of one payee: where it starts.
///
/// | bytes         | what                                                       |
/// |---------------|------------------------------------------------------------|
/// | 0x000 - 0x13f | the encoding of a tab, with its type hash and the payee    |
/// | 0x140 - 0x19f | 0x1901, the domain separator, a struct hash                |
/// | 0x1a0 - 0x1ff | the encoding of a voucher, with its type hash              |
/// | 0x200 - 0x27f | what ecrecover takes                                       |
type VoucherDesk is uint256;

using VoucherWire for VoucherView global;
using VoucherWire for VoucherDesk global;

/// @notice Finds vouchers in calldata and hashes them as EIP-712 typed data. Big-endian and packed: account 20 · reserve 12
/// · openBy 5 · end 5 · grace 4 · voucherKey 20 · category 4 · salt 8 · amount 12 · length of the signature 2 · signature.
library VoucherWire {
    bytes32 internal constant TAB_TYPEHASH = keccak256(
        "Tab(address account,address payee,uint96 reserve,uint40 openBy,uint40 end,uint32 grace,address voucherKey,uint32 category,uint64 salt)"
    );
    bytes32 private constant VOUCHER_TYPEHASH = keccak256("Voucher(bytes32 tab,uint96 amount)");
    /// @notice Bytes before the signature.
    uint256 internal constant FIXED = 92;

    function lay(address payee, bytes32 domainSeparator) internal pure returns (VoucherDesk desk) {
        bytes32 tabTypeHash = TAB_TYPEHASH;
        bytes32 voucherTypeHash = VOUCHER_TYPEHASH;
        // Allocates the desk.
        assembly ("memory-safe") {
            desk := mload(0x40)
            mstore(0x40, add(desk, 0x280))
            mstore(desk, tabTypeHash)
            mstore(add(desk, 0x40), payee)
            mstore(add(desk, 0x140), 0x1901)
            mstore(add(desk, 0x160), domainSeparator)
            mstore(add(desk, 0x1a0), voucherTypeHash)
        }
    }

    /// @notice The short way of a voucher that leaves nothing to ask: of an open tab, in time, worth more than was redeemed,
    /// and with a signature of 64 bytes, which the voucher key itself made. What it pays is put on record.
    /// @param tabs The slot of the mapping of tabs by their ids.
    /// @return id The tab id.
    /// @return due What is paid; 0 when something is to be asked, and nothing was put on record.
    function redeem(VoucherDesk self, VoucherView voucher, uint256 tabs) internal returns (bytes32 id, uint256 due) {
        // Writes to the desk and to scratch space only; ecrecover returns nothing for what it refuses, and zero is nobody's
        // key. Of the row, nothing above `openedAt` may be set.
        assembly ("memory-safe") {
            let word := calldataload(voucher)
            mstore(add(self, 0x20), shr(96, word))
            let worth := and(word, 0xffffffffffffffffffffffff)
            mstore(add(self, 0x60), worth)
            word := calldataload(add(voucher, 32))
            mstore(add(self, 0x80), shr(216, word))
            let until := and(shr(176, word), 0xffffffffff)
            mstore(add(self, 0xa0), until)
            let field := and(shr(144, word), 0xffffffff)
            mstore(add(self, 0xc0), field)
            until := add(until, field)
            let key := shr(96, calldataload(add(voucher, 46)))
            mstore(add(self, 0xe0), key)
            word := calldataload(add(voucher, 66))
            mstore(add(self, 0x100), shr(224, word))
            mstore(add(self, 0x120), and(shr(160, word), 0xffffffffffffffff))
            field := and(shr(64, word), 0xffffffffffffffffffffffff)
            mstore(add(self, 0x1e0), field)
            if lt(field, worth) {
                worth := field
            }
            mstore(add(self, 0x180), keccak256(self, 0x140))
            id := keccak256(add(self, 0x15e), 0x42)
            mstore(0x00, id)
            mstore(0x20, tabs)
            let slot := keccak256(0x00, 0x40)
            let row := sload(slot)
            field := and(row, 0xffffffffffffffffffffffff)
            if and(
                and(lt(sub(shr(96, row), 1), 0xffffffffff), lt(timestamp(), until)),
                and(gt(worth, field), eq(and(shr(48, word), 0xffff), 64))
            ) {
                mstore(add(self, 0x1c0), id)
                mstore(add(self, 0x180), keccak256(add(self, 0x1a0), 0x60))
                mstore(add(self, 0x200), keccak256(add(self, 0x15e), 0x42))
                word := calldataload(add(voucher, 124))
                mstore(add(self, 0x220), add(27, shr(255, word)))
                mstore(add(self, 0x240), calldataload(add(voucher, 92)))
                word := shr(1, shl(1, word))
                mstore(add(self, 0x260), word)
                mstore(0x00, 0)
                pop(staticcall(gas(), 1, add(self, 0x200), 0x80, 0, 0x20))
                if and(
                    and(eq(mload(0), key), gt(key, 0)),
                    lt(word, 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1)
                ) {
                    due := sub(worth, field)
                    sstore(slot, add(row, due))
                }
            }
        }
    }

    /// @return digest What the voucher key signed, after `redeem` was tried.
    function digestOf(VoucherDesk self, bytes32 tab) internal pure returns (bytes32 digest) {
        // Writes to the desk only.
        assembly ("memory-safe") {
            mstore(add(self, 0x1c0), tab)
            mstore(add(self, 0x180), keccak256(add(self, 0x1a0), 0x60))
            digest := keccak256(add(self, 0x15e), 0x42)
        }
    }

    /// @return voucher The one at `offset`, of which the fixed part is there.
    function locate(bytes calldata wire, uint256 offset) internal pure returns (VoucherView voucher) {
        // Reads calldata only.
        assembly ("memory-safe") {
            voucher := add(wire.offset, offset)
        }
    }

    /// @return owed What the voucher says, but never more than the reserve.
    function owed(VoucherView self) internal pure returns (uint256) {
        uint256 said = self.amount();
        uint256 reserve = uint96(_load(self, 0));
        return said < reserve ? said : reserve;
    }

    /// @return until End and grace period together, in unix seconds.
    function redeemableUntil(VoucherView self) internal pure returns (uint256 until) {
        uint256 word = _load(self, 32);
        unchecked {
            return uint40(word >> 176) + uint256(uint32(word >> 144));
        }
    }

    function voucherKey(VoucherView self) internal pure returns (address) {
        return address(uint160(_load(self, 46) >> 96));
    }

    function amount(VoucherView self) internal pure returns (uint256) {
        return uint96(_load(self, 78) >> 160);
    }

    function signatureLength(VoucherView self) internal pure returns (uint256) {
        return uint16(_load(self, 90) >> 240);
    }

    function _load(VoucherView self, uint256 offset) private pure returns (uint256 word) {
        // Reads calldata only.
        assembly ("memory-safe") {
            word := calldataload(add(self, offset))
        }
    }
}
