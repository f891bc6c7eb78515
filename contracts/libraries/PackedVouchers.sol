// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TAB_TYPEHASH, TYPED_DATA_PREFIX, VOUCHER_TYPEHASH} from "../types/TypeHashes.sol";
import {Calldata} from "./Calldata.sol";
import {ECRECOVER, HIGHEST_S} from "./Signatures.sol";

/// @notice A voucher in calldata, with the fields of its tab: where it starts.
type VoucherView is uint256;

using PackedVouchers for VoucherView global;

/// @notice Finds vouchers in calldata and hashes them as EIP-712 typed data. Big-endian and packed: account 20 ·
/// reserve 12 · openBy 5 · end 5 · grace 4 · voucherKey 20 · category 4 · salt 8 · amount 12 · length 2 · signature.
/// The highest bit of the length says that the tab has a reference, 32 bytes that precede the signature; the other 15
/// bits are the signature's length. A reference that is given is not zero, so that a voucher has one packed form.
///
/// Hashes are made in scratch memory, which is set up once for the vouchers of one payee. It lies at a fixed place, so
/// that no address in it is computed:
///
/// | bytes         | what                                                       |
/// |---------------|------------------------------------------------------------|
/// | 0x300 - 0x45f | the encoding of a tab, with its type hash and the payee    |
/// | 0x460 - 0x4bf | 0x1901, the domain separator, a struct hash                |
/// | 0x4c0 - 0x51f | the encoding of a voucher, with its type hash              |
/// | 0x520 - 0x59f | what ecrecover takes                                       |
library PackedVouchers {
    /// @notice Bytes before the reference, if there is one, and the signature.
    uint256 internal constant FIXED = 92;
    uint256 private constant REFERENCE_BYTES = 32;
    uint256 private constant LENGTH = 0x7fff;
    /// @notice Bytes of one redemption in the event: tab id 32, amount 12.
    uint256 internal constant REDEMPTION = 44;
    /// @dev Where in a redemption the word starts that ends with the amount.
    uint256 private constant REDEMPTION_AMOUNT = 12;
    uint256 private constant AMOUNT_BITS = 96;
    /// @dev Bytes of a voucher with a signature of 64.
    uint256 private constant SHORT = 156;
    uint256 private constant SHORT_SIGNATURE = 64;

    // Where in a voucher a word with these fields starts. The first word is the account and the reserve.
    uint256 private constant TIMES_AT = 32; // openBy 5, end 5, grace 4
    uint256 private constant KEY_AT = 46; // voucherKey 20
    uint256 private constant REST_AT = 66; // category 4, salt 8, amount 12, length 2
    uint256 private constant R_AT = 92;
    uint256 private constant S_AT = 124;

    // How far a field is shifted down to the end of its word.
    uint256 private constant ADDRESS_SHIFT = 96; // the account, and the voucher key
    uint256 private constant OPEN_BY_SHIFT = 216;
    uint256 private constant END_SHIFT = 176;
    uint256 private constant GRACE_SHIFT = 144;
    uint256 private constant CATEGORY_SHIFT = 224;
    uint256 private constant SALT_SHIFT = 160;
    uint256 private constant AMOUNT_SHIFT = 64;
    uint256 private constant LENGTH_SHIFT = 48;
    uint256 private constant HAS_REFERENCE_BIT_SHIFT = 63; // the highest bit of the length

    // Masks of fields, for inline assembly.
    uint256 private constant UINT16 = 0xffff;
    uint256 private constant UINT32 = 0xffffffff;
    uint256 private constant UINT40 = 0xffffffffff;
    uint256 private constant UINT64 = 0xffffffffffffffff;
    uint256 private constant UINT96 = 0xffffffffffffffffffffffff;

    // Scratch memory: a tab as it is hashed.
    uint256 private constant SCRATCH = 0x300;
    uint256 private constant TAB_ACCOUNT = 0x320;
    uint256 private constant TAB_PAYEE = 0x340;
    uint256 private constant TAB_RESERVE = 0x360;
    uint256 private constant TAB_OPEN_BY = 0x380;
    uint256 private constant TAB_END = 0x3a0;
    uint256 private constant TAB_GRACE = 0x3c0;
    uint256 private constant TAB_KEY = 0x3e0;
    uint256 private constant TAB_CATEGORY = 0x400;
    uint256 private constant TAB_SALT = 0x420;
    uint256 private constant TAB_REFERENCE = 0x440;
    uint256 private constant TAB_BYTES = 0x160;
    // A digest's preimage: the last two bytes of a word, and two words.
    uint256 private constant PREFIX = 0x460;
    uint256 private constant PREIMAGE = 0x47e;
    uint256 private constant SEPARATOR = 0x480;
    uint256 private constant STRUCT_HASH = 0x4a0;
    uint256 private constant PREIMAGE_BYTES = 0x42;
    // A voucher as it is hashed.
    uint256 private constant VOUCHER = 0x4c0;
    uint256 private constant VOUCHER_TAB = 0x4e0;
    uint256 private constant VOUCHER_AMOUNT = 0x500;
    uint256 private constant VOUCHER_BYTES = 0x60;
    // What ecrecover takes.
    uint256 private constant DIGEST = 0x520;
    uint256 private constant V = 0x540;
    uint256 private constant R = 0x560;
    uint256 private constant S = 0x580;
    uint256 private constant SIGNED_BYTES = 0x80;
    uint256 private constant SCRATCH_END = 0x5a0;

    /// @dev Takes the scratch memory, and writes what all vouchers of one payee share. The caller calls it before it
    /// takes any other memory.
    function initScratch(address payee, bytes32 domainSeparator) internal pure {
        bytes32 tabTypeHash = TAB_TYPEHASH;
        bytes32 voucherTypeHash = VOUCHER_TYPEHASH;
        // Allocates the scratch memory, which must be free.
        assembly ("memory-safe") {
            if gt(mload(0x40), SCRATCH) {
                invalid()
            }
            mstore(0x40, SCRATCH_END)
            mstore(SCRATCH, tabTypeHash)
            mstore(TAB_PAYEE, payee)
            mstore(PREFIX, TYPED_DATA_PREFIX)
            mstore(SEPARATOR, domainSeparator)
            mstore(VOUCHER, voucherTypeHash)
        }
    }

    /// @notice Redeems, on the short way, vouchers of the common kind: of an open tab, in time, worth more than was
    /// redeemed, and with a signature of 64 bytes that the voucher key itself made, of a tab without a reference. Stops
    /// at the first voucher that is not of that kind.
    /// @dev `Tabs._redeem` redeems the others one by one, on the long way, by the same rules. It is the reference of
    /// this function; a fuzz test compares both with `VouchersReference`.
    /// @param voucher The first, anywhere in calldata.
    /// @param end Where the last one ends.
    /// @param tabs The slot of the mapping of tabs by their ids.
    /// @param place Where in memory the redemptions are written; there is room for all.
    /// @return next Where the first voucher that is not of that kind starts, or `end`.
    /// @return free Where in memory the next redemption is written.
    /// @return total What was redeemed, in USDC base units.
    function redeem(
        VoucherView voucher,
        uint256 end,
        uint256 tabs,
        uint256 place
    ) internal returns (uint256 next, uint256 free, uint256 total) {
        // The block writes only the scratch memory, the first two words and the given place. ecrecover returns nothing
        // for a signature that it refuses, and no tab was opened with a voucher key of zero. A tab is open when nothing
        // above `openedAt` is set in its slot.
        assembly ("memory-safe") {
            next := voucher
            free := place
            mstore(0x20, tabs)
            for {} iszero(gt(add(next, SHORT), end)) {} {
                // The tab's fields.
                let word := calldataload(next)
                mstore(TAB_ACCOUNT, shr(ADDRESS_SHIFT, word))
                let worth := and(word, UINT96)
                mstore(TAB_RESERVE, worth)
                word := calldataload(add(next, TIMES_AT))
                mstore(TAB_OPEN_BY, shr(OPEN_BY_SHIFT, word))
                let until := and(shr(END_SHIFT, word), UINT40)
                mstore(TAB_END, until)
                let field := and(shr(GRACE_SHIFT, word), UINT32)
                mstore(TAB_GRACE, field)
                until := add(until, field)
                mstore(TAB_KEY, shr(ADDRESS_SHIFT, calldataload(add(next, KEY_AT))))
                word := calldataload(add(next, REST_AT))
                mstore(TAB_CATEGORY, shr(CATEGORY_SHIFT, word))
                mstore(TAB_SALT, and(shr(SALT_SHIFT, word), UINT64))
                // The voucher is worth its amount, but never more than the reserve.
                field := and(shr(AMOUNT_SHIFT, word), UINT96)
                mstore(VOUCHER_AMOUNT, field)
                if lt(field, worth) {
                    worth := field
                }
                // The tab's id and its slot.
                mstore(STRUCT_HASH, keccak256(SCRATCH, TAB_BYTES))
                let id := keccak256(PREIMAGE, PREIMAGE_BYTES)
                mstore(0x00, id)
                let slot := keccak256(0x00, 0x40)
                let stored := sload(slot)
                field := and(stored, UINT96)
                // Check: the tab is open, its time has not passed, the voucher adds something, its signature has 64
                // bytes, no reference precedes it.
                if iszero(
                    and(
                        and(lt(sub(shr(96, stored), 1), UINT40), lt(timestamp(), until)),
                        and(gt(worth, field), eq(and(shr(LENGTH_SHIFT, word), UINT16), SHORT_SIGNATURE))
                    )
                ) {
                    break
                }
                mstore(VOUCHER_TAB, id)
                mstore(STRUCT_HASH, keccak256(VOUCHER, VOUCHER_BYTES))
                mstore(DIGEST, keccak256(PREIMAGE, PREIMAGE_BYTES))
                word := calldataload(add(next, S_AT))
                mstore(V, add(27, shr(255, word)))
                mstore(R, calldataload(add(next, R_AT)))
                word := shr(1, shl(1, word))
                mstore(S, word)
                mstore(0x00, 0)
                pop(staticcall(gas(), ECRECOVER, DIGEST, SIGNED_BYTES, 0x00, 0x20))
                // Check: the voucher key signed, with a low s.
                if or(xor(mload(0x00), mload(TAB_KEY)), gt(word, HIGHEST_S)) {
                    break
                }
                worth := sub(worth, field)
                sstore(slot, add(stored, worth))
                total := add(total, worth)
                mstore(free, id)
                mstore(add(free, REDEMPTION_AMOUNT), or(shl(AMOUNT_BITS, id), worth))
                free := add(free, REDEMPTION)
                next := add(next, SHORT)
            }
        }
    }

    /// @notice Writes one redemption to memory: tab id, then amount.
    /// @param place Where the redemption starts; the caller has allocated it.
    /// @param due USDC base units; at most 96 bits.
    /// @return free Where the next redemption starts.
    function writeRedemption(uint256 place, bytes32 id, uint256 due) internal pure returns (uint256 free) {
        // The block writes the redemption only.
        assembly ("memory-safe") {
            mstore(place, id)
            mstore(add(place, REDEMPTION_AMOUNT), or(shl(AMOUNT_BITS, id), due))
            free := add(place, REDEMPTION)
        }
    }

    /// @return id The EIP-712 digest of the tab whose fields the voucher repeats.
    /// @return digest What its key signed.
    function digests(VoucherView self) internal pure returns (bytes32 id, bytes32 digest) {
        // The block writes the scratch memory only.
        assembly ("memory-safe") {
            let word := calldataload(self)
            mstore(TAB_ACCOUNT, shr(ADDRESS_SHIFT, word))
            mstore(TAB_RESERVE, and(word, UINT96))
            word := calldataload(add(self, TIMES_AT))
            mstore(TAB_OPEN_BY, shr(OPEN_BY_SHIFT, word))
            mstore(TAB_END, and(shr(END_SHIFT, word), UINT40))
            mstore(TAB_GRACE, and(shr(GRACE_SHIFT, word), UINT32))
            mstore(TAB_KEY, shr(ADDRESS_SHIFT, calldataload(add(self, KEY_AT))))
            word := calldataload(add(self, REST_AT))
            mstore(TAB_CATEGORY, shr(CATEGORY_SHIFT, word))
            mstore(TAB_SALT, and(shr(SALT_SHIFT, word), UINT64))
            let named := and(shr(HAS_REFERENCE_BIT_SHIFT, word), 1)
            mstore(TAB_REFERENCE, mul(calldataload(add(self, FIXED)), named))
            mstore(STRUCT_HASH, keccak256(SCRATCH, TAB_BYTES))
            // The short way takes it for granted that there is none.
            mstore(TAB_REFERENCE, 0)
            id := keccak256(PREIMAGE, PREIMAGE_BYTES)
            mstore(VOUCHER_TAB, id)
            mstore(VOUCHER_AMOUNT, and(shr(AMOUNT_SHIFT, word), UINT96))
            mstore(STRUCT_HASH, keccak256(VOUCHER, VOUCHER_BYTES))
            digest := keccak256(PREIMAGE, PREIMAGE_BYTES)
        }
    }

    /// @return owed What the voucher is worth: its amount, but never more than the reserve.
    function owed(VoucherView self) internal pure returns (uint256) {
        uint256 amount_ = self.amount();
        uint256 reserve = uint96(_wordAt(self, 0));
        return amount_ < reserve ? amount_ : reserve;
    }

    /// @return until End and grace period together, in unix seconds.
    function redeemableUntil(VoucherView self) internal pure returns (uint256 until) {
        uint256 times = _wordAt(self, TIMES_AT);
        unchecked {
            return uint40(times >> END_SHIFT) + uint256(uint32(times >> GRACE_SHIFT));
        }
    }

    function voucherKey(VoucherView self) internal pure returns (address) {
        return address(uint160(_wordAt(self, KEY_AT) >> ADDRESS_SHIFT));
    }

    function amount(VoucherView self) internal pure returns (uint256) {
        return uint96(_wordAt(self, REST_AT) >> AMOUNT_SHIFT);
    }

    /// @return Whether the voucher gives the reference of its tab.
    function hasReference(VoucherView self) internal pure returns (bool) {
        return (_wordAt(self, REST_AT) >> HAS_REFERENCE_BIT_SHIFT) & 1 == 1;
    }

    /// @dev The caller checks that the voucher has a reference, which lies within the vouchers.
    function reference_(VoucherView self) internal pure returns (bytes32) {
        return bytes32(_wordAt(self, FIXED));
    }

    /// @return Bytes before the signature.
    function signatureAt(VoucherView self) internal pure returns (uint256) {
        return self.hasReference() ? FIXED + REFERENCE_BYTES : FIXED;
    }

    function signatureLength(VoucherView self) internal pure returns (uint256) {
        return (_wordAt(self, REST_AT) >> LENGTH_SHIFT) & LENGTH;
    }

    function _wordAt(VoucherView self, uint256 offset) private pure returns (uint256) {
        unchecked {
            return Calldata.wordAt(VoucherView.unwrap(self) + offset);
        }
    }
}
