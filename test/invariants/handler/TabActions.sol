// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {ITabs} from "../../../contracts/interfaces/ITabs.sol";
import {Tab} from "../../../contracts/types/Tab.sol";
import {AccountDigests} from "../../contracts/support/AccountDigests.sol";
import {Approvals} from "../../contracts/support/Approval.sol";
import {Digests} from "../../contracts/support/Digests.sol";
import {VM} from "../../contracts/support/Vm.sol";
import {Attempt} from "./Attempts.sol";
import {Dice} from "./Dice.sol";
import {Drafting} from "./Drafting.sol";
import {GhostTab} from "./Model.sol";
import {Statement, Word} from "./Words.sol";

/// @notice A voucher as it is about to be shown.
struct Voucher {
    uint256 tab;
    uint96 amount;
    bool genuine;
    bytes packed;
}

/// @notice Tabs of wallets and of accounts, to payees of both kinds; vouchers one by one and many at once.
abstract contract TabActions is Drafting {
    function openTab(uint256 seed) external {
        Dice memory dice = Dice(seed);
        Tab memory tab = _draftTab(dice);
        bool sound = !dice.oneIn(8);
        if (!sound) _spoilTab(dice, tab);
        bool fromWallet = !_isOpened(tab.account) && dice.oneIn(2);
        bytes32 id = AccountDigests.tab(address(quittance), tab);
        Statement memory statement = _commits(dice, tab.account, id, 8, tab.reserve);
        (statement.category, statement.payees) = (tab.category, new address[](1));
        statement.payees[0] = tab.payee;
        statement.approval = Approvals.openTab(tab);
        Attempt memory attempt;
        attempt.action = "openTab";
        attempt.caller = statement.caller;
        bool affordable = fromWallet ? _canPay(tab.account, tab.reserve) : _fundsOf(tab.account) >= tab.reserve;
        attempt.expected = sound && affordable;
        attempt.promised = sound ? 4 : 22;
        bytes memory signature;
        if (fromWallet) {
            signature = _reservation(dice, tab, id);
        } else {
            Word memory word = _utter(dice, statement);
            _subject(attempt, word);
            signature = word.signature;
        }
        attempt.data = abi.encodeCall(ITabs.openTab, (tab, fromWallet, signature));
        if (!_attemptOnce(dice, attempt)) return;
        if (_isOpened(tab.account))
            _checkCommitmentEvent(VM.getRecordedLogs(), tab.account, id, statement.key, tab.reserve);
        _reserve(tab, id, fromWallet);
    }

    function _draftTab(Dice memory dice) private returns (Tab memory tab) {
        tab.account = _spender(dice);
        do tab.payee = dice.oneIn(3) ? _account(dice) : _trader(dice); while (tab.payee == tab.account);
        uint256 room = _isOpened(tab.account) ? _remainingLimits(tab.account) : _balance[tab.account];
        tab.reserve = uint96(dice.oneIn(4) ? room + dice.between(room == 0 ? 1 : 0, 1) : dice.between(1, room / 3 + 1));
        uint256 beyond = _beyond(dice, tab.account);
        if (beyond != 0 && dice.oneIn(2)) tab.reserve = uint96(beyond);
        tab.openBy = uint40(block.timestamp + dice.between(1, 1 days));
        tab.end = uint40(block.timestamp + dice.between(1, dice.oneIn(3) ? 10 minutes : 10 days));
        tab.grace = uint32(dice.oneIn(2) ? 10 minutes : dice.between(600, 3 days));
        tab.voucherKey = _agent(dice);
        tab.category = _categoryFor(dice, tab.account);
        tab.salt = ++_salts;
        if (tab.salt % 3 == 0) tab.reference_ = keccak256(abi.encode(tab.salt));
    }

    function _spoilTab(Dice memory dice, Tab memory tab) private view {
        uint256 fault = dice.roll(8);
        if (fault == 0) tab.reserve = 0;
        else if (fault == 1) tab.openBy = uint40(block.timestamp);
        else if (fault == 2) tab.end = uint40(block.timestamp);
        else if (fault == 3) tab.end = uint40(block.timestamp + 730 days + 1);
        else if (fault == 4) tab.grace = dice.oneIn(2) ? 599 : uint32(30 days + 1);
        else if (fault == 5) tab.voucherKey = address(0);
        else if (fault == 6) tab.payee = [address(0), address(usdc), address(quittance)][dice.roll(3)];
        else tab.payee = tab.account;
    }

    /// @return The token's authorisation of a wallet.
    function _reservation(Dice memory dice, Tab memory tab, bytes32 id) private view returns (bytes memory) {
        bytes32 digest = Digests.receiveAuthorization(
            address(usdc),
            address(quittance),
            tab.account,
            tab.reserve,
            tab.openBy,
            id
        );
        return _sign(dice, tab.account, digest);
    }

    function _reserve(Tab memory tab, bytes32 id, bool fromWallet) private {
        if (fromWallet) _walletOf[tab.account] -= tab.reserve;
        else _spend(tab.account, tab.reserve);
        if (_isOpened(tab.account)) {
            _addCommitment(tab.account, id, tab.reserve);
            ++done["openTabByAccount"];
        }
        _reserved += tab.reserve;
        GhostTab storage ghost = _tabs.push();
        (ghost.id, ghost.tab, ghost.openedAt) = (id, tab, uint40(block.timestamp));
        _auditPayer(tab.account);
        _auditTab(_tabs.length - 1);
        _auditHeld();
    }

    // ---- vouchers ----

    function redeem(uint256 seed) external {
        Dice memory dice = Dice(seed);
        if (_tabs.length == 0) return;
        uint256 tab = _pickTab(dice);
        for (uint256 i = 0; i < 4 && block.timestamp >= _lastCall(tab); ++i) tab = _pickTab(dice);
        if (dice.oneIn(6)) tab = _freezeAhead(tab);
        Voucher[] memory vouchers = new Voucher[](dice.oneIn(2) ? 1 : dice.between(2, 4));
        vouchers[0] = _voucher(dice, tab);
        for (uint256 i = 1; i < vouchers.length; ++i) vouchers[i] = _voucher(dice, _sameTill(dice, tab));
        _redeem(dice, vouchers);
    }

    /// @dev A controller freezes an account ahead of a voucher, if one of the latest tabs is an account's and still takes
    /// vouchers.
    /// @return That tab; else `tab`.
    function _freezeAhead(uint256 tab) private returns (uint256) {
        for (uint256 i = _tabs.length; i != 0 && i + 20 > _tabs.length; --i) {
            address account = _tabs[i - 1].tab.account;
            if (_tabs[i - 1].closed || block.timestamp >= _lastCall(i - 1) || !_isOpened(account)) continue;
            if (_isFrozen(account)) return i - 1;
            address[] memory accounts = new address[](1);
            accounts[0] = account;
            VM.prank(_controllerOf(account));
            quittance.freeze(accounts);
            _accountOf[account].frozen = true;
            return i - 1;
        }
        return tab;
    }

    /// @dev Whatever was revoked or frozen since, a voucher of a tab that lives is worth its money.
    function _redeem(Dice memory dice, Voucher[] memory vouchers) internal {
        Attempt memory attempt;
        address payee = _tabs[vouchers[0].tab].tab.payee;
        bytes memory packed;
        for (uint256 i = 0; i < vouchers.length; ++i) packed = bytes.concat(packed, vouchers[i].packed);
        attempt.action = "redeem";
        attempt.caller = dice.oneIn(2) ? _relayer : _stranger;
        attempt.data = abi.encodeCall(ITabs.redeem, (payee, packed));
        attempt.promised = 22;
        attempt.expected = _worthAny(vouchers);
        if (!_attempt(dice, attempt)) return;
        bytes memory redemptions;
        for (uint256 i = 0; i < vouchers.length; ++i) {
            uint256 due = _due(vouchers[i]);
            if (due == 0) continue;
            redemptions = abi.encodePacked(redemptions, _tabs[vouchers[i].tab].id, uint96(due));
            GhostTab storage ghost = _tabs[vouchers[i].tab];
            ghost.redeemed += due;
            _reserved -= due;
            _credit(payee, due);
            if (_isOpened(ghost.tab.account) && _isFrozen(ghost.tab.account)) ++done["redeemFrozen"];
            if (ghost.redeemed == ghost.tab.reserve) ++done["redeemAll"];
        }
        if (vouchers.length > 1) ++done["redeemMany"];
        _checkRedemptionEvent(VM.getRecordedLogs(), payee, redemptions);
        for (uint256 i = 0; i < vouchers.length; ++i) _auditTab(vouchers[i].tab);
        _auditAccount(payee);
        _auditHeld();
    }

    function _worthAny(Voucher[] memory vouchers) private view returns (bool) {
        for (uint256 i = 0; i < vouchers.length; ++i) if (_due(vouchers[i]) != 0) return true;
        return false;
    }

    /// @return What it is worth now: no more than the reserve, less what was redeemed.
    function _due(Voucher memory voucher) private view returns (uint256) {
        GhostTab storage ghost = _tabs[voucher.tab];
        if (!voucher.genuine || ghost.closed || block.timestamp >= _lastCall(voucher.tab)) return 0;
        return _less(_least(voucher.amount, ghost.tab.reserve), ghost.redeemed);
    }

    /// @return The first second in which nothing is redeemed any more.
    function _lastCall(uint256 tab) internal view returns (uint256) {
        return uint256(_tabs[tab].tab.end) + _tabs[tab].tab.grace;
    }

    function _voucher(Dice memory dice, uint256 tab) private view returns (Voucher memory voucher) {
        GhostTab storage ghost = _tabs[tab];
        uint256 amount = ghost.redeemed + dice.roll(ghost.tab.reserve / 2 + 2);
        if (dice.oneIn(8)) amount = dice.roll(ghost.redeemed + 1);
        if (dice.oneIn(12)) amount = type(uint96).max;
        return _signedVoucher(dice, tab, uint96(amount), dice.oneIn(8) ? 1 + dice.roll(4) : 0);
    }

    /// @param lie 0 none; signed by another key, for another tab, for another amount, or as something else.
    function _signedVoucher(
        Dice memory dice,
        uint256 tab,
        uint96 amount,
        uint256 lie
    ) internal view returns (Voucher memory voucher) {
        Tab memory fields = _tabs[tab].tab;
        bytes32 id = _tabs[tab].id;
        voucher = Voucher(tab, amount, lie == 0, "");
        address signer = lie == 1 ? _stranger : fields.voucherKey;
        bytes32 digest = AccountDigests.voucher(
            address(quittance),
            lie == 2 ? ~id : id,
            lie == 3 ? amount ^ 1 : amount
        );
        if (lie == 4) digest = AccountDigests.closing(address(quittance), fields, fields.reserve);
        bytes memory signature = _sign(dice, signer, digest);
        bytes memory packed = abi.encodePacked(fields.account, fields.reserve, fields.openBy, fields.end, fields.grace);
        packed = abi.encodePacked(packed, fields.voucherKey, fields.category, fields.salt, amount);
        voucher.packed =
            fields.reference_ == 0
                ? abi.encodePacked(packed, uint16(signature.length), signature)
                : abi.encodePacked(packed, uint16(signature.length) | 0x8000, fields.reference_, signature);
    }

    // ---- the end ----

    function closeTab(uint256 seed) external {
        Dice memory dice = Dice(seed);
        if (_tabs.length == 0) return;
        _closeTab(dice, _pickTab(dice), dice.oneIn(2));
    }

    function _closeTab(Dice memory dice, uint256 tab, bool agreed) internal {
        GhostTab storage ghost = _tabs[tab];
        Attempt memory attempt;
        bool over = block.timestamp >= _lastCall(tab);
        attempt.action = over ? "closeTab" : "closeTabEarly";
        // A relayer that is the payee authorises by its call.
        attempt.caller = dice.oneIn(2) && ghost.tab.payee != _relayer ? _relayer : _stranger;
        attempt.expected = !ghost.closed && (over || agreed);
        attempt.promised = ghost.closed ? 4 : 22;
        bytes memory signature;
        if (agreed) {
            uint96 left = ghost.tab.reserve - uint96(ghost.redeemed);
            bytes32 digest = AccountDigests.closing(address(quittance), ghost.tab, left);
            Statement memory statement = _yields(dice, ghost.tab.payee, digest, left);
            statement.approval = Approvals.single("close a tab early", ghost.tab.account, left);
            attempt.caller = statement.caller;
            Word memory word = _utter(dice, statement);
            signature = word.signature;
            if (!over) _subject(attempt, word);
        }
        attempt.data = abi.encodeCall(ITabs.closeTab, (ghost.tab, signature));
        if (!_attemptOnce(dice, attempt)) return;
        uint256 rest = ghost.tab.reserve - ghost.redeemed;
        ghost.closed = true;
        _reserved -= rest;
        _credit(ghost.tab.account, rest);
        _restore(ghost.tab.account, ghost.id, rest);
        if (_isOpened(ghost.tab.account)) ++done["closeTabOfAccount"];
        _auditTab(tab);
        _auditAccount(ghost.tab.account);
        _auditHeld();
    }

    // ---- finding tabs ----

    /// @dev Mostly one of the latest that is not closed.
    function _pickTab(Dice memory dice) internal view returns (uint256 tab) {
        uint256 count = _tabs.length;
        for (uint256 i = 0; i < 4; ++i) {
            tab = dice.oneIn(4) ? dice.roll(count) : count - 1 - dice.roll(count < 5 ? count : 5);
            if (!_tabs[tab].closed) break;
        }
    }

    /// @return Another with the same payee if there is one near a random place; vouchers of both go together.
    function _sameTill(Dice memory dice, uint256 tab) private view returns (uint256) {
        address payee = _tabs[tab].tab.payee;
        uint256 start = dice.roll(_tabs.length);
        for (uint256 i = 0; i < 8; ++i) {
            uint256 other = (start + i) % _tabs.length;
            if (_tabs[other].tab.payee == payee) return other;
        }
        return tab;
    }
}
