// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice A voucher in calldata, with the fields of its tab: where it starts.
type VoucherView is uint256;

using PackedVouchers for VoucherView global;

/// @notice Finds vouchers in calldata and hashes them as EIP-712 typed data. Big-endian and packed: account 20 · reserve 12
/// · openBy 5 · end 5 · grace 4 · voucherKey 20 · category 4 · salt 8 · amount 12 · length of the signature 2 · signature.
///
/// Hashing is done on a desk, memory laid out once for the vouchers of one payee, at a place fixed so that no address in it
/// is computed:
///
/// | bytes         | what                                                       |
/// |---------------|------------------------------------------------------------|
/// | 0x000 - 0x13f | the encoding of a tab, with its type hash and the payee    |
/// | 0x140 - 0x19f | 0x1901, the domain separator, a struct hash                |
/// | 0x1a0 - 0x1ff | the encoding of a voucher, with its type hash              |
/// | 0x200 - 0x27f | what ecrecover takes                                       |
library PackedVouchers {
    bytes32 internal constant TAB_TYPEHASH = keccak256(
        "Tab(address account,address payee,uint96 reserve,uint40 openBy,uint40 end,uint32 grace,address voucherKey,uint32 category,uint64 salt)"
    );
    bytes32 private constant VOUCHER_TYPEHASH = keccak256("Voucher(bytes32 tab,uint96 amount)");
    /// @notice Bytes before the signature.
    uint256 internal constant FIXED = 92;
    /// @notice Bytes of one redemption as the event tells it: tab id 32, amount 12.
    uint256 internal constant REDEMPTION = 44;
    /// @dev Bytes of a voucher with a signature of 64.
    uint256 private constant SHORT = 156;
    uint256 private constant SCRATCH = 0x300;
    uint256 private constant SCRATCH_END = 0x580;

    /// @dev To be called before anything else takes memory.
    function initScratch(address payee, bytes32 domainSeparator) internal pure {
        bytes32 tabTypeHash = TAB_TYPEHASH;
        bytes32 voucherTypeHash = VOUCHER_TYPEHASH;
        // Allocates the desk, which must be free.
        assembly ("memory-safe") {
            if gt(mload(0x40), SCRATCH) {
                invalid()
            }
            mstore(0x40, SCRATCH_END)
            mstore(SCRATCH, tabTypeHash)
            mstore(add(SCRATCH, 0x40), payee)
            mstore(add(SCRATCH, 0x140), 0x1901)
            mstore(add(SCRATCH, 0x160), domainSeparator)
            mstore(add(SCRATCH, 0x1a0), voucherTypeHash)
        }
    }

    /// @notice The short way of vouchers that leave nothing to ask: of an open tab, in time, worth more than was redeemed,
    /// and with a signature of 64 bytes, which the voucher key itself made. Goes on until one is not of that kind.
    /// @param voucher The first, anywhere in calldata.
    /// @param end Where the last one ends.
    /// @param tabs The slot of the mapping of tabs by their ids.
    /// @param place Where in memory redemptions are noted; there is room for all.
    /// @return next The first that is not of that kind, or `end`.
    /// @return free Where the next redemption is to be noted.
    /// @return total What was put on record, in USDC base units.
    function redeem(
        VoucherView voucher,
        uint256 end,
        uint256 tabs,
        uint256 place
    ) internal returns (uint256 next, uint256 free, uint256 total) {
        // Writes to the desk, to scratch space and to the place given only; ecrecover returns nothing for what it refuses,
        // and no tab was opened with a voucher key of zero. Of a tab's balance, nothing above `openedAt` may be set.
        assembly ("memory-safe") {
            next := voucher
            free := place
            mstore(0x20, tabs)
            for {} lt(add(next, 155), end) {} {
                let word := calldataload(next)
                mstore(add(SCRATCH, 0x20), shr(96, word))
                let worth := and(word, 0xffffffffffffffffffffffff)
                mstore(add(SCRATCH, 0x60), worth)
                word := calldataload(add(next, 32))
                mstore(add(SCRATCH, 0x80), shr(216, word))
                let until := and(shr(176, word), 0xffffffffff)
                mstore(add(SCRATCH, 0xa0), until)
                let field := and(shr(144, word), 0xffffffff)
                mstore(add(SCRATCH, 0xc0), field)
                until := add(until, field)
                mstore(add(SCRATCH, 0xe0), shr(96, calldataload(add(next, 46))))
                word := calldataload(add(next, 66))
                mstore(add(SCRATCH, 0x100), shr(224, word))
                mstore(add(SCRATCH, 0x120), and(shr(160, word), 0xffffffffffffffff))
                field := and(shr(64, word), 0xffffffffffffffffffffffff)
                mstore(add(SCRATCH, 0x1e0), field)
                if lt(field, worth) {
                    worth := field
                }
                mstore(add(SCRATCH, 0x180), keccak256(SCRATCH, 0x140))
                let id := keccak256(add(SCRATCH, 0x15e), 0x42)
                mstore(0x00, id)
                let slot := keccak256(0x00, 0x40)
                let stored := sload(slot)
                field := and(stored, 0xffffffffffffffffffffffff)
                if iszero(
                    and(
                        and(lt(sub(shr(96, stored), 1), 0xffffffffff), lt(timestamp(), until)),
                        and(gt(worth, field), eq(and(shr(48, word), 0xffff), 64))
                    )
                ) {
                    break
                }
                mstore(add(SCRATCH, 0x1c0), id)
                mstore(add(SCRATCH, 0x180), keccak256(add(SCRATCH, 0x1a0), 0x60))
                mstore(add(SCRATCH, 0x200), keccak256(add(SCRATCH, 0x15e), 0x42))
                word := calldataload(add(next, 124))
                mstore(add(SCRATCH, 0x220), add(27, shr(255, word)))
                mstore(add(SCRATCH, 0x240), calldataload(add(next, 92)))
                word := shr(1, shl(1, word))
                mstore(add(SCRATCH, 0x260), word)
                mstore(0x00, 0)
                pop(staticcall(gas(), 1, add(SCRATCH, 0x200), 0x80, 0, 0x20))
                if iszero(
                    and(
                        eq(mload(0x00), mload(add(SCRATCH, 0xe0))),
                        lt(word, 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1)
                    )
                ) {
                    break
                }
                worth := sub(worth, field)
                sstore(slot, add(stored, worth))
                total := add(total, worth)
                mstore(free, id)
                mstore(add(free, 0x0c), or(shl(96, id), worth))
                free := add(free, REDEMPTION)
                next := add(next, SHORT)
            }
        }
    }

    /// @return id The EIP-712 digest of the tab whose fields the voucher repeats.
    /// @return digest What its key signed.
    function digests(VoucherView self) internal pure returns (bytes32 id, bytes32 digest) {
        // Writes to the desk only.
        assembly ("memory-safe") {
            let word := calldataload(self)
            mstore(add(SCRATCH, 0x20), shr(96, word))
            mstore(add(SCRATCH, 0x60), and(word, 0xffffffffffffffffffffffff))
            word := calldataload(add(self, 32))
            mstore(add(SCRATCH, 0x80), shr(216, word))
            mstore(add(SCRATCH, 0xa0), and(shr(176, word), 0xffffffffff))
            mstore(add(SCRATCH, 0xc0), and(shr(144, word), 0xffffffff))
            mstore(add(SCRATCH, 0xe0), shr(96, calldataload(add(self, 46))))
            word := calldataload(add(self, 66))
            mstore(add(SCRATCH, 0x100), shr(224, word))
            mstore(add(SCRATCH, 0x120), and(shr(160, word), 0xffffffffffffffff))
            mstore(add(SCRATCH, 0x180), keccak256(SCRATCH, 0x140))
            id := keccak256(add(SCRATCH, 0x15e), 0x42)
            mstore(add(SCRATCH, 0x1c0), id)
            mstore(add(SCRATCH, 0x1e0), and(shr(64, word), 0xffffffffffffffffffffffff))
            mstore(add(SCRATCH, 0x180), keccak256(add(SCRATCH, 0x1a0), 0x60))
            digest := keccak256(add(SCRATCH, 0x15e), 0x42)
        }
    }

    /// @return voucher The one at `offset`, of which the fixed part is there.
    function locate(bytes calldata packed, uint256 offset) internal pure returns (VoucherView voucher) {
        // Reads calldata only.
        assembly ("memory-safe") {
            voucher := add(packed.offset, offset)
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
